using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Finds repetition: in a text, between calls, and between answers.</summary>
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

    /// <summary>Returns whether two answers say the same in nearly the same words. Short answers, such as a thank-you, are never the same.</summary>
    public static bool AreAlike(string one, string other)
    {
        var (first, second) = (Normalize(one).Split(' '), Normalize(other).Split(' '));
        if (Math.Min(first.Length, second.Length) < WordsOfSentence + 1)
            return false;
        if (first.SequenceEqual(second))
            return true;

        var (a, b) = (Threes(first), Threes(second));
        return a.Intersect(b).Count() >= 0.95 * a.Union(b).Count();
    }

    public static string Normalize(string text) => Other().Replace(PlainText.Of(text).ToUpperInvariant(), " ").Trim();

    private static HashSet<string> Threes(string[] words) => [.. Enumerable.Range(0, Math.Max(1, words.Length - 2)).Select(start => string.Join(' ', words.Skip(start).Take(3)))];

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"(?:[^\p{L}\p{N}.,$€£%]|[.,](?![0-9]))+")]
    private static partial Regex Other();
}
