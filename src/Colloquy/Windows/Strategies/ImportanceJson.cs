using System.Globalization;
using System.Text.Json;

namespace Colloquy;

/// <summary>Reads the scores that a model wrote, whatever it wrote around them.</summary>
internal static class ImportanceJson
{
    /// <summary>Reads scores.</summary>
    /// <exception cref="FormatException">There is no score of any part in the text.</exception>
    public static IReadOnlyList<ImportanceScore> Read(string text, IReadOnlyList<WindowExchange> parts)
    {
        var scores = new SortedDictionary<Position, ImportanceScore>();
        foreach (var element in Elements(text))
        {
            if (Number(element, "part") is { } part && part >= 1 && part <= parts.Count && Number(element, "score") is { } score)
                scores[parts[part - 1].First] = new ImportanceScore(parts[part - 1].First, Math.Clamp(score, 0, 10), Text(element, "reason"));
        }

        return scores.Count > 0 ? [.. scores.Values] : throw new FormatException("The model wrote no scores that can be read.");
    }

    /// <summary>The objects of the first array in the text, which may stand in an object, a code fence or prose.</summary>
    private static IEnumerable<JsonElement> Elements(string text)
    {
        var (first, last) = (text.IndexOf('['), text.LastIndexOf(']'));
        if (first < 0 || last < first)
            return [];

        try
        {
            return StorableJson.Of(JsonElement.Parse(text[first..(last + 1)])).EnumerateArray().Where(element => element.ValueKind == JsonValueKind.Object);
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static int? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && number is >= 0 and <= int.MaxValue => (int)Math.Round(number),
        JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    } : null;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
