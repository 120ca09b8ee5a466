using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Reads JSON from services that do not all write it well, and writes it as every SDK reads it.</summary>
internal static class WireNode
{
    // The SDKs read 64 levels; what is nested deeper is kept as text.
    private const int DeepestNode = 56;

    private static readonly JsonReaderOptions s_lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 1024 };
    private static readonly JsonWriterOptions s_written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1024 };

    /// <summary>Returns the values that the text holds, as a rule one; throws <see cref="JsonException"/> where it is not JSON.</summary>
    public static List<JsonNode?> Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];

        ReadOnlySpan<byte> well = WireBytes.EscapeInvalid(utf8);
        try
        {
            return ParseAll(well);
        }
        catch (JsonException) when (WireBytes.TryReplaceNotNumbers(well, out var replaced))
        {
            return ParseAll(replaced);
        }
    }

    /// <summary>Returns whether the text is one whole JSON object or array, or the word that ends a stream.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> utf8)
    {
        var text = utf8.Trim(" \t\r\n"u8);
        if (text.SequenceEqual("[DONE]"u8))
            return true;
        if (text.IsEmpty || text[^1] is not ((byte)'}' or (byte)']'))
            return false;

        try
        {
            return ParseAll(text).Count > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static void Write(JsonNode node, IBufferWriter<byte> to)
    {
        using var writer = new Utf8JsonWriter(to, s_written);
        node.WriteTo(writer);
    }

    public static string Text(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(node, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Returns JSON whose strings are all well-formed, with U+FFFD for half surrogate pairs.</summary>
    public static string MakeWellFormed(string json)
    {
        if (!json.Contains("\\ud", StringComparison.OrdinalIgnoreCase) && !json.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return json;

        var node = Parse(Encoding.UTF8.GetBytes(WireText.MakeWellFormed(json)))[0];
        return node is null ? "null" : Text(MakeWellFormed(node));
    }

    private static JsonNode MakeWellFormed(JsonNode node)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (name, value) in json.ToList())
                    if (value is not null)
                        json[name] = MakeWellFormed(value);
                return json;
            case JsonArray array:
                for (var i = 0; i < array.Count; i++)
                    if (array[i] is { } item && MakeWellFormed(item) is var wellFormed && wellFormed != item)
                        array[i] = wellFormed;
                return array;
            default:
                return WireValue.String(node) is { } text ? JsonValue.Create(WireText.MakeWellFormed(text)) : node;
        }
    }

    private static List<JsonNode?> ParseAll(ReadOnlySpan<byte> utf8)
    {
        List<JsonNode?> values = [];
        while (!utf8.Trim(" \t\r\n"u8).IsEmpty)
        {
            var reader = new Utf8JsonReader(utf8, s_lenient);
            values.Add(Of(JsonElement.ParseValue(ref reader), 0));
            utf8 = utf8[(int)reader.BytesConsumed..];
        }

        return values;
    }

    private static JsonNode? Of(JsonElement element, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when depth < DeepestNode:
                var json = new JsonObject();
                foreach (var property in element.EnumerateObject())
                    json[Name(property)] = Of(property.Value, depth + 1);
                return json;
            case JsonValueKind.Array when depth < DeepestNode:
                var array = new JsonArray();
                foreach (var item in element.EnumerateArray())
                    array.Add(Of(item, depth + 1));
                return array;
            case JsonValueKind.Object or JsonValueKind.Array:
                return JsonValue.Create(element.GetRawText());
            case JsonValueKind.String:
                return JsonValue.Create(String(element));
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return null;
            default:
                return JsonValue.Create(element);
        }
    }

    // A half of a surrogate pair is no string for the reader; the other half may come with the next event.
    private static string String(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return WireBytes.Unescape(JsonMarshal.GetRawUtf8Value(element)[1..^1]);
        }
    }

    private static string Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return WireText.MakeWellFormed(WireBytes.Unescape(JsonMarshal.GetRawUtf8PropertyName(property)));
        }
    }
}
