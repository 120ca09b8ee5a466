using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>A parameter of a tool, as its JSON schema tells it.</summary>
internal sealed record ToolParameter(AIFunctionDeclaration Tool, string Name, JsonElement Schema, bool Required)
{
    public string? Type => Schema.ValueKind is JsonValueKind.Object ? OfflineJson.TypeOf(Schema) : null;

    public string Description => Property("description") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    public JsonElement? Default => Property("default") is { ValueKind: not JsonValueKind.Null } value ? value : null;

    public IReadOnlyList<string> Choices =>
        Property("enum") is { ValueKind: JsonValueKind.Array } values ? [.. values.EnumerateArray().Select(value => value.ToString())] : [];

    /// <summary>Gets a value that indicates whether the last word of the name is one of these.</summary>
    public bool Is(params ReadOnlySpan<string> words) => Words.All(Name) is [.., var last] && words.Contains(Words.Stem(last));

    public bool Has(string word) => Words.All(Name).Contains(word);

    public static IEnumerable<ToolParameter> Of(AIFunctionDeclaration tool)
    {
        var schema = WellFormed.Json(tool.JsonSchema);
        if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind is not JsonValueKind.Object)
            return [];

        List<string?> required = schema.TryGetProperty("required", out var names) && names.ValueKind is JsonValueKind.Array ? [.. names.EnumerateArray().Where(name => name.ValueKind is JsonValueKind.String).Select(name => name.GetString())] : [];
        return properties.EnumerateObject().Select(property => new ToolParameter(tool, property.Name, property.Value, required.Contains(property.Name)));
    }

    private JsonElement? Property(string name) =>
        Schema.ValueKind is JsonValueKind.Object && Schema.TryGetProperty(name, out var value) ? value : null;
}
