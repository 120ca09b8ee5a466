using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Offline;

/// <summary>Gives an answer the JSON form that was asked for: the words where the schema wants text, the plainest value elsewhere.</summary>
internal static partial class OfflineJson
{
    public static string Shape(OfflineRequest request, OfflineAnswer answer) => request.Options.ResponseFormat switch
    {
        // Rules that know the form write it themselves.
        ChatResponseFormatJson when answer.Text.StartsWith('{') && answer.Text.EndsWith('}') => answer.Text,
        ChatResponseFormatJson { Schema: { } schema } => Text(Value(WellFormed.Json(schema), "", request.Text, answer.Text)),
        ChatResponseFormatJson => Text(new JsonObject { ["answer"] = answer.Text }),
        _ => answer.Text,
    };

    private static JsonNode? Value(JsonElement schema, string name, string said, string answer)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
            return null;

        if (schema.TryGetProperty("default", out var preset))
            return Node(preset);

        if (schema.TryGetProperty("enum", out var values) && values.ValueKind is JsonValueKind.Array && values.GetArrayLength() > 0)
            return Node(Best([.. values.EnumerateArray()], said, answer));

        return TypeOf(schema) switch
        {
            "object" => Properties(schema, said, answer),
            "array" => schema.TryGetProperty("items", out var items) && items.ValueKind is JsonValueKind.Object && TypeOf(items) == "string"
                ? new JsonArray([.. Facts.In(said).Select(fact => (JsonNode?)fact)])
                : new JsonArray(),
            "string" => Text(name, said, answer),
            "integer" => decimal.Truncate(Number(said)),
            "number" => Number(said),
            "boolean" => Subjects.Fit(name, said) > 0,
            _ => null,
        };
    }

    private static JsonObject Properties(JsonElement schema, string said, string answer)
    {
        var values = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
                values[property.Name] = Value(property.Value, property.Name, said, answer);
        }

        return values;
    }

    private static JsonNode? Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(element),
    };

    private static string Text(JsonNode? node) => node?.ToJsonString(ValueText.Options) ?? "null";

    /// <summary>The value that fits what was said best; else one that the answer names; else the first.</summary>
    private static JsonElement Best(List<JsonElement> values, string said, string answer)
    {
        var best = values.MaxBy(value => Subjects.Fit(value.ToString(), said));
        return Subjects.Fit(best.ToString(), said) > 0 ? best
            : values.Find(value => answer.Contains(value.ToString(), StringComparison.OrdinalIgnoreCase)) is { ValueKind: not JsonValueKind.Undefined } named ? named
            : values[0];
    }

    private static string Text(string name, string said, string answer) => Words.Of(name) switch
    {
        [.., "subject" or "topic" or "title"] when Topics.In(said) is { } topic => topic,
        [.., "subject" or "topic" or "title" or "text" or "input" or "question" or "problem"] => said,
        [.., "name"] when Facts.In(said) is [var fact, ..] && fact.StartsWith("your name is ", StringComparison.Ordinal) => fact["your name is ".Length..],
        _ => answer,
    };

    private static decimal Number(string said) =>
        Digits.Match(said) is { Success: true } match && decimal.TryParse(match.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"\d[\d,]*(?:\.\d+)?")]
    private static partial Regex Digits { get; }

    internal static string? TypeOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? null
        : type.ValueKind is JsonValueKind.Array ? type.EnumerateArray().Where(name => name.ValueKind is JsonValueKind.String).Select(name => name.GetString()).FirstOrDefault(name => name != "null")
        : type.ValueKind is JsonValueKind.String ? type.GetString() : null;
}
