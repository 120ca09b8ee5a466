using System.ClientModel.Primitives;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Keeps what a service wants back beside the message or call that it came with, and sends it to that service again.</summary>
/// <remarks>It is kept as JSON in the additional properties, so that it survives a log.</remarks>
internal sealed class ReturnedFields
{
    /// <summary>The additional property of messages and calls that holds it.</summary>
    public const string Property = "provider_fields";

    private readonly JsonObject _told;

    private ReturnedFields(JsonObject told) => _told = told;

    public static ReturnedFields Read(ReadOnlyMemory<byte> json) => new((JsonObject)JsonNode.Parse(json.Span)!);

    public AdditionalPropertiesDictionary? OfMessage(string origin) =>
        _told["message"] is JsonObject { Count: > 0 } fields ? new() { [Property] = Note(fields, origin) } : null;

    public void AddTo(FunctionCallContent call, int number, string origin)
    {
        if (_told["calls"]?[number.ToString(CultureInfo.InvariantCulture)] is JsonObject fields)
            Keep(call, fields, origin);
    }

    public static void Keep(FunctionCallContent call, JsonObject fields, string origin) =>
        (call.AdditionalProperties ??= [])[Property] = Note(fields, origin);

    /// <summary>Adds to a message that is sent what came with it.</summary>
    public static void Send(ChatMessage message, string text, ref JsonPatch body, string origin)
    {
        foreach (var (name, value) in Of(message.AdditionalProperties, origin))
        {
            if (name != ProviderFields.ContentParts)
                Set(ref body, name, value);
            else if (value is JsonArray parts)
                Set(ref body, "content", WithText(parts, text));
        }
    }

    /// <summary>Adds to a call that is sent what came with it.</summary>
    public static void Send(FunctionCallContent call, string arguments, ref JsonPatch body, string origin)
    {
        foreach (var (name, value) in Of(call.AdditionalProperties, origin))
        {
            if (name != "function")
            {
                Set(ref body, name, value);
            }
            else if (value is JsonObject fields)
            {
                var function = (JsonObject)fields.DeepClone();
                (function["name"], function["arguments"]) = (call.Name, arguments);
                Set(ref body, name, function);
            }
        }
    }

    /// <summary>Returns what came with a message or a call from a service; nothing where it came from another.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Of(AdditionalPropertiesDictionary? properties, string origin)
    {
        if (properties?.TryGetValue(Property, out var kept) is not true || kept is not JsonElement { ValueKind: JsonValueKind.Object } json)
            return [];

        return json.TryGetProperty("from", out var from) && from.ToString() == origin && json.TryGetProperty("fields", out var fields) && fields.ValueKind is JsonValueKind.Object
            ? JsonObject.Create(fields)!.Where(field => WireNames.IsPlain(field.Key))
            : [];
    }

    private static JsonArray WithText(JsonArray parts, string text)
    {
        var content = (JsonArray)parts.DeepClone();
        if (text.Length > 0)
            content.Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = text });

        return content;
    }

    private static void Set(ref JsonPatch body, string name, JsonNode? value) =>
        body.Set(Encoding.UTF8.GetBytes("$." + name), value is null ? "null"u8.ToArray() : Encoding.UTF8.GetBytes(WireNode.Text(value)));

    private static JsonElement Note(JsonObject fields, string origin)
    {
        using var note = JsonDocument.Parse(WireNode.Text(new JsonObject { ["from"] = origin, ["fields"] = fields.DeepClone() }));
        return note.RootElement.Clone();
    }
}
