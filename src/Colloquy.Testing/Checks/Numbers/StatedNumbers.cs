using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Finds the numbers that an answer states as facts, and those of what it may rest on.</summary>
internal static partial class StatedNumbers
{
    /// <summary>Returns the numbers of an answer, without those of lists, dates, times and small counts.</summary>
    public static IReadOnlyList<NumberValue> Of(string answer)
    {
        var text = Moments().Replace(ListMarks().Replace(answer, ""), " ");
        return [.. NumberText.FindAll(text).Select(found => found.Number).Where(number => number.Unit is not null || !decimal.IsInteger(number.Amount) || Math.Abs(number.Amount) > 12)];
    }

    /// <summary>Returns all numbers of a text or a JSON.</summary>
    public static IEnumerable<decimal> AllOf(string text) => NumberText.FindAll(text).Select(found => Math.Abs(found.Number.Amount)).Concat(Bare().Matches(text).Select(match => NumberText.TryParse(match.Value)).OfType<NumberValue>().Select(number => Math.Abs(number.Amount)));

    [GeneratedRegex(@"^\s*[0-9]{1,3}[.)]\s+", RegexOptions.Multiline)]
    private static partial Regex ListMarks();

    [GeneratedRegex(@"\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9:]+)?)?\b|\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\b|\b[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+[0-9]{1,2}(?:st|nd|rd|th)?\b(?:,?\s+[0-9]{4}\b)?|\b[0-9]{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b(?:,?\s+[0-9]{4}\b)?|\b(?:in|of|since|by|until|before|after)\s+(?:19|20)[0-9]{2}\b", RegexOptions.IgnoreCase)]
    private static partial Regex Moments();

    [GeneratedRegex(@"(?<![\p{L}0-9.])[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![\p{L}0-9])")]
    private static partial Regex Bare();
}
