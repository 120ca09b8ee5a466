using System.Buffers;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Guesses the language of a text: by its letters, and in Latin letters by its frequent words.</summary>
internal static partial class LanguageGuess
{
    private static readonly (char First, char Last, string Language)[] Scripts =
    [
        ('\u0370', '\u03FF', "el"), ('\u0400', '\u052F', "ru"), ('\u0590', '\u05FF', "he"), ('\u0600', '\u06FF', "ar"), ('\u0900', '\u097F', "hi"),
        ('\u0E00', '\u0E7F', "th"), ('\u3040', '\u30FF', "ja"), ('\u4E00', '\u9FFF', "zh"), ('\uAC00', '\uD7AF', "ko"),
    ];

    private static readonly SearchValues<char> Ukrainian = SearchValues.Create("іїєґІЇЄҐ");

    public static IEnumerable<string> Languages => LanguageWords.Languages.Concat(Scripts.Select(script => script.Language)).Append("uk");

    /// <summary>Returns the language; null when the text is too short or too mixed to say.</summary>
    public static string? Of(string text)
    {
        if (OfScript(text) is { } language)
            return language;

        Dictionary<string, double> scores = new(StringComparer.Ordinal);
        foreach (Match match in Words().Matches(PlainText.Of(text.Length > 20_000 ? text[..20_000] : text).ToLowerInvariant()))
        {
            var languages = LanguageWords.Of(match.Value);
            foreach (var each in languages)
                scores[each] = scores.GetValueOrDefault(each) + 1.0 / languages.Count;
        }

        foreach (var (letters, each) in ((string, string)[])[("ñ¿¡", "es"), ("ßäöü", "de"), ("ãõ", "pt"), ("łżąęśźćń", "pl"), ("ğışİ", "tr"), ("œçêû", "fr"), ("æø", "da")])
        {
            if (text.AsSpan().IndexOfAny(letters) >= 0)
                scores[each] = scores.GetValueOrDefault(each) + 1;
        }

        var best = scores.OrderByDescending(pair => pair.Value).Take(2).ToList();
        return best is [var first, ..] && first.Value >= 1 && (best.Count == 1 || first.Value >= 1.3 * best[1].Value) ? first.Key : null;
    }

    private static string? OfScript(string text)
    {
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        var letters = 0;
        foreach (var letter in text.Where(char.IsLetter))
        {
            letters++;
            var language = Scripts.FirstOrDefault(script => letter >= script.First && letter <= script.Last).Language;
            if (language is not null)
                counts[language] = counts.GetValueOrDefault(language) + 1;
        }

        // Japanese has Chinese letters, too.
        if (counts.TryGetValue("ja", out var kana) && counts.Remove("zh", out var han))
            counts["ja"] = kana + han;
        var best = counts.OrderByDescending(pair => pair.Value).FirstOrDefault();
        if (best.Key is null || best.Value * 2 < letters)
            return null;
        return best.Key == "ru" && text.AsSpan().ContainsAny(Ukrainian) ? "uk" : best.Key;
    }

    [GeneratedRegex(@"[\p{L}]+(?:'[\p{L}]+)?")]
    private static partial Regex Words();
}
