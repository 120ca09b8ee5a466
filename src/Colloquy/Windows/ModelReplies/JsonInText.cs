using System.Text;
using System.Text.Json;

namespace Colloquy;

/// <summary>Finds JSON in what a model wrote: alone, in fences of Markdown, or in prose.</summary>
internal static class JsonInText
{
    private const int MostFound = 64;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false };

    /// <summary>Finds the objects and arrays in a text, and a value of another kind when it stands alone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">Why the text as a whole is not JSON; null when it is.</param>
    /// <returns>The text, when it is one value; otherwise the value in a fence; otherwise the value within the prose.</returns>
    public static IReadOnlyList<JsonElement> Find(string text, out string? problem)
    {
        // What a model thinks may hold drafts of its answer. Within JSON the marks of thoughts are text like any other.
        var answer = text.Trim('\uFEFF', ' ', '\t', '\r', '\n');
        if (TryParse(answer, out var whole, out problem))
            return [whole];

        answer = ModelText.WithoutThoughts(answer).Trim('\uFEFF', ' ', '\t', '\r', '\n');
        if (TryParse(answer, out whole, out _))
        {
            problem = null;
            return [whole];
        }

        List<JsonElement> found = [];
        foreach (var fenced in Fences(answer))
        {
            if (TryParse(fenced, out var element, out var inFence))
                found.Add(element);
            else
                problem = inFence;
        }

        return found.Count > 0 ? found : Scan(answer);
    }

    private static bool TryParse(string text, out JsonElement element, out string? problem)
    {
        element = default;
        problem = null;
        try
        {
            // Half a surrogate pair becomes U+FFFD: as text the parser would refuse it.
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text), Lenient);
            element = document.RootElement.Clone();
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter where the name of a property holds half a surrogate pair.
            problem = e.Message;
            return false;
        }
    }

    private static IEnumerable<string> Fences(string text)
    {
        var lines = text.Split('\n');
        var start = -1;
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].AsSpan().Trim().StartsWith("```"))
                continue;

            if (start < 0)
            {
                // A fence may open and close on one line.
                if (lines[i].Trim() is { Length: > 6 } line && line.EndsWith("```", StringComparison.Ordinal))
                    yield return line[3..^3];
                else
                    start = i;
            }
            else
            {
                yield return string.Join('\n', lines[(start + 1)..i]);
                start = -1;
            }
        }

        if (start >= 0)
            yield return string.Join('\n', lines[(start + 1)..]);
    }

    /// <summary>The outermost objects and arrays in prose.</summary>
    private static List<JsonElement> Scan(string text)
    {
        List<JsonElement> found = [];
        var bytes = Encoding.UTF8.GetBytes(text);
        var tries = 0;
        for (var i = 0; i < bytes.Length && found.Count < MostFound && tries < 4 * MostFound; i++)
        {
            if (bytes[i] is not ((byte)'{' or (byte)'['))
                continue;

            tries++;
            try
            {
                var reader = new Utf8JsonReader(bytes.AsSpan(i), new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
                using var document = JsonDocument.ParseValue(ref reader);
                if (TryParse(document.RootElement.GetRawText(), out var element, out _))
                    found.Add(element);
                i += (int)reader.BytesConsumed - 1;
            }
            catch (JsonException)
            {
                // Not the beginning of JSON, but of something else in brackets.
            }
        }

        return found;
    }
}
