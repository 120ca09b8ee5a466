using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Mcp;

/// <summary>Looks at values of JSON whatever their form.</summary>
internal static class WireValues
{
    /// <summary>The text; null for anything else.</summary>
    public static string? AsText(this JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.ToString() : null;

    /// <summary>The text, when there is some.</summary>
    public static string? AsWords(this JsonNode? node) => node.AsText() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>Whether it is true; also as text or number.</summary>
    public static bool IsTrue(this JsonNode? node) => node is JsonValue value && (value.GetValueKind() == JsonValueKind.True || value.ToString() is "true" or "True" or "1");

    /// <summary>What kind of value it is, in a word.</summary>
    public static string Kind(this JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "an object",
        JsonArray => "an array",
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => "text",
            JsonValueKind.Number => "a number",
            _ => node.ToJsonString(),
        },
    };
}
