using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>Gives an answer the JSON form that was asked for: the words where the schema wants text, the plainest value elsewhere.</summary>
internal static class OfflineJson
{
    public static string Shape(OfflineRequest request, OfflineAnswer answer) => request.Options.ResponseFormat switch
    {
        ChatResponseFormatJson { Schema: { } schema } => WireJson.Serialize(Value(schema, answer.Text)),
        ChatResponseFormatJson => WireJson.Serialize(new Dictionary<string, object?> { ["answer"] = answer.Text }),
        _ => answer.Text,
    };

    private static object? Value(JsonElement schema, string text)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
            return null;

        if (schema.TryGetProperty("default", out var preset))
            return preset;

        if (schema.TryGetProperty("enum", out var values) && values.GetArrayLength() > 0)
            return values.EnumerateArray().Cast<JsonElement?>().FirstOrDefault(value => text.Contains(value.ToString()!, StringComparison.OrdinalIgnoreCase)) ?? values[0];

        return TypeOf(schema) switch
        {
            "object" => schema.TryGetProperty("properties", out var properties)
                ? properties.EnumerateObject().ToDictionary(property => property.Name, property => Value(property.Value, text))
                : new Dictionary<string, object?>(),
            "array" => Array.Empty<object>(),
            "string" => text,
            "integer" or "number" => 0,
            "boolean" => false,
            _ => null,
        };
    }

    internal static string? TypeOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? null
        : type.ValueKind is JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()).FirstOrDefault(name => name != "null")
        : type.GetString();
}
