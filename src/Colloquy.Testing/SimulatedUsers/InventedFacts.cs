using System.Globalization;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Finds numbers, codes and names in a text that what was known before does not contain.</summary>
internal static partial class InventedFacts
{
    /// <summary>'I have two questions', 'the 1st of them': small numbers count things of the talk itself.</summary>
    private const decimal Small = 3;

    private static readonly string[] Months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly HashSet<string> Ordinary = new(
        [
            .. Months, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "ok", "okay", "hi", "hello", "thanks", "thank", "please", "yes", "no", "mr", "mrs", "ms", "dr",
            "i", "i'm", "i'd", "i'll", "i've", "english", "internet",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Find(string text, string known, bool names) =>
        Codes(text, known).Concat(Numbers(text, known)).Concat(names ? Names(text, known) : []).Distinct(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Codes(string text, string known) =>
        Code().Matches(text).Select(match => match.Value).Where(code => !WithUnit().IsMatch(code) && !known.Contains(code, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Numbers(string text, string known)
    {
        HashSet<decimal> given = [.. Read(known).Select(number => number.Value), .. Months.Index().Where(month => known.Contains(month.Item, StringComparison.OrdinalIgnoreCase)).Select(month => (decimal)month.Index + 1)];
        return Read(text).Where(number => number.Value > Small && !given.Contains(number.Value)).Select(number => number.Text);
    }

    private static IEnumerable<(string Text, decimal Value)> Read(string text) =>
        from match in Number().Matches(Code().Replace(text, code => WithUnit().IsMatch(code.Value) ? code.Value : " "))
        where decimal.TryParse(match.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
        select (match.Value, decimal.Parse(match.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));

    /// <summary>Words with a capital letter that no sentence begins with. Acronyms are left alone.</summary>
    private static IEnumerable<string> Names(string text, string known)
    {
        foreach (Match match in Name().Matches(text))
        {
            var word = match.Value.EndsWith("'s", StringComparison.Ordinal) ? match.Value[..^2] : match.Value;
            if (word.Length > 1 && !IsFirst(text, match.Index) && !Ordinary.Contains(word) && word.Any(char.IsLower) && !Regex.IsMatch(known, $@"\b{Regex.Escape(word)}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant))
                yield return word;
        }
    }

    private static bool IsFirst(string text, int index)
    {
        for (var at = index - 1; at >= 0; at--)
        {
            if (text[at] is '.' or '!' or '?' or ':' or ';' or '\n' or '…')
                return true;
            if (char.IsLetterOrDigit(text[at]) || text[at] is ',')
                return false;
        }

        return true;
    }

    [GeneratedRegex(@"[\w.+-]+@[\w.-]*\w|\b(?=[\w-]*\d)(?=[\w-]*\p{L})[\w][\w-]*\w\b", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\d[\d,.]*(st|nd|rd|th|am|pm|k|m|x|h|s|kg|km|cm|eur|usd|-\p{L}+)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex WithUnit();

    [GeneratedRegex(@"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<![\w'@-])\p{Lu}[\p{L}'’]*", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
