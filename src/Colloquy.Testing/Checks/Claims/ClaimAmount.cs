using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Finds the amount that a claim names.</summary>
internal static partial class ClaimAmount
{
    /// <summary>Returns the first amount after the claiming word, else the last before it, else one with which the next part of the sentence begins; null for none.</summary>
    public static NumberValue? Of(Clause clause, int index)
    {
        var numbers = Find(clause.Text).ToList();
        var after = numbers.Where(number => number.Index > index).ToList();
        return (after.Find(number => number.Number.IsMoney).Number ?? after.FirstOrDefault().Number ?? numbers.LastOrDefault(number => number.Number.IsMoney).Number ?? numbers.LastOrDefault().Number)
            ?? Find(clause.Next).FirstOrDefault(number => number.Index == 0).Number;
    }

    private static IEnumerable<(int Index, NumberValue Number)> Find(string text) =>
        from found in NumberText.FindAll(text)
        where found.Number.Unit != "%" && (found.Number.IsMoney || !Counted().IsMatch(text.AsSpan(found.Index + found.Length)) && !IsDate(text, found.Index, found.Number))
        select (found.Index, found.Number);

    private static bool IsDate(string text, int index, NumberValue number) =>
        Dated().IsMatch(text[..index]) && number.Amount <= 31 || number.Amount is >= 1900 and <= 2100 && decimal.IsInteger(number.Amount) && Year().IsMatch(text[..index]) || Numbered().IsMatch(text[..index]);

    [GeneratedRegex(@"^\s*-?(?:times?|days?|weeks?|months?|years?|minutes?|hours?|seconds?|transactions?|transfers?|accounts?|steps?|items?|things?|am\b|pm\b|st\b|nd\b|rd\b|th\b|january|february|march|april|may\b|june|july|august|september|october|november|december|:[0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex Counted();

    [GeneratedRegex(@"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+$", RegexOptions.IgnoreCase)]
    private static partial Regex Dated();

    [GeneratedRegex(@"(?:\bin|\bof|\bsince|,|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?)\s+$", RegexOptions.IgnoreCase)]
    private static partial Regex Year();

    [GeneratedRegex(@"(?:#|\bno\.?|\bnumber|\bid|\border|\bticket|\bbooking|\bcase|\bending in|\baccount)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Numbered();
}
