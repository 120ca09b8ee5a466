using System.Globalization;
using System.Text.Json;

namespace Colloquy;

/// <summary>Reads the scores that a model wrote, whatever it wrote around them.</summary>
internal static class ImportanceJson
{
    /// <summary>Reads scores.</summary>
    /// <exception cref="FormatException">There is no score of any part in the text.</exception>
    public static IReadOnlyList<ImportanceScore> Read(string text, IReadOnlyList<MessageGroup> parts)
    {
        var scores = new SortedDictionary<Position, ImportanceScore>();
        foreach (var element in Elements(text))
        {
            if (Number(element, "part") is { } part && part >= 1 && part <= parts.Count && Number(element, "score") is { } score)
                scores[parts[part - 1].First] = new ImportanceScore(parts[part - 1].First, Math.Clamp(score, 0, 10), Text(element, "reason"));
        }

        return scores.Count > 0 ? [.. scores.Values] : throw new FormatException("The model wrote no scores that can be read.");
    }

    /// <summary>The objects of the arrays in the text, which may stand in an object, a code fence or prose.</summary>
    private static IEnumerable<JsonElement> Elements(string text) => JsonInText.Find(text, out _).Select(found => StorableJson.Of(found))
        .SelectMany(IEnumerable<JsonElement> (found) => found.ValueKind == JsonValueKind.Object ? found.EnumerateObject().Select(property => property.Value).Append(found) : [found])
        .SelectMany(IEnumerable<JsonElement> (found) => found.ValueKind == JsonValueKind.Array ? found.EnumerateArray() : [found])
        .Where(element => element.ValueKind == JsonValueKind.Object);

    private static int? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && number is >= 0 and <= int.MaxValue => (int)Math.Round(number),
        JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    } : null;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
