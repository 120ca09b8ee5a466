using System.Text.Json;
using Colloquy.Offline;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Reads and writes the arguments of tool calls, which models write as JSON text and sometimes get wrong.</summary>
public static class ToolArguments
{
    /// <summary>The key in a call's <c>AdditionalProperties</c> under which arguments that are not a JSON object are stored as the model wrote them.</summary>
    public const string RawTextProperty = "raw_arguments";

    internal static FunctionCallContent Read(string callId, string name, string? json, object? raw = null)
    {
        var call = new FunctionCallContent(callId, name) { RawRepresentation = raw };
        try
        {
            call.Arguments = Parse(json);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            call.Exception = new FormatException($"The model's arguments for '{name}' are not a JSON object: {problem.Message}", problem);
            call.AdditionalProperties = new() { [RawTextProperty] = json };
        }

        return call;
    }

    /// <summary>Makes the arguments well-formed that an SDK has read: half surrogate pairs can be neither stored nor sent.</summary>
    internal static void MakeWellFormed(FunctionCallContent call)
    {
        foreach (var (name, value) in call.Arguments?.ToList() ?? [])
            if (value is JsonElement element && element.GetRawText() is var json && WireNode.MakeWellFormed(json) is var wellFormed && !ReferenceEquals(json, wellFormed))
                call.Arguments![name] = JsonElement.Parse(wellFormed);
    }

    internal static string Write(FunctionCallContent call)
    {
        if (call.AdditionalProperties?.TryGetValue(RawTextProperty, out var raw) is true && raw?.ToString() is { } text)
            return text;

        return ValueText.Write(call.Arguments);
    }

    private static Dictionary<string, object?> Parse(string? json)
    {
        if (string.IsNullOrWhiteSpace(json) || json.Trim() == "null")
            return [];

        using var document = JsonDocument.Parse(WireNode.MakeWellFormed(json));
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
            throw new JsonException($"it is a JSON {document.RootElement.ValueKind.ToString().ToLowerInvariant()}.");

        var arguments = new Dictionary<string, object?>();
        foreach (var property in document.RootElement.EnumerateObject())
            arguments[property.Name] = property.Value.ValueKind is JsonValueKind.Null ? null : property.Value.Clone();

        return arguments;
    }
}
