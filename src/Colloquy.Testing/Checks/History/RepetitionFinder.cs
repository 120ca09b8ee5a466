using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Finds repetition: in a text, and between answers.</summary>
internal static partial class RepetitionFinder
{
    private const int MostOfText = 100_000;
    private const int WordsOfSentence = 4;

    /// <summary>Returns a sentence that a text has at least three times, or twice in a row; null for none.</summary>
    public static string? InText(string text)
    {
        Dictionary<string, int> times = new(StringComparer.OrdinalIgnoreCase);
        string? previous = null;
        foreach (var part in Sentences().Split(text.Length > MostOfText ? text[..MostOfText] : text))
        {
            var sentence = Normalize(part);
            if (sentence.Split(' ').Length < WordsOfSentence)
                continue;
            if (sentence == previous || (times[sentence] = times.GetValueOrDefault(sentence) + 1) >= 3)
                return part.Trim();
            previous = sentence;
        }

        return null;
    }

    public static string Normalize(string text) => Other().Replace(PlainText.Of(text).ToUpperInvariant(), " ").Trim();

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"(?:[^\p{L}\p{N}.,$€£%]|[.,](?![0-9]))+")]
    private static partial Regex Other();
}
