using System.Globalization;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Reads numbers and amounts of money as people and services write them: <c>1500</c>, <c>1,500.00</c>, <c>1.500,00</c>, <c>1.5e3</c>, <c>$1,500</c>, <c>1 500 EUR</c>, <c>(20.00)</c>, <c>5%</c>.</summary>
/// <remarks>One separator with exactly three digits after it is read as English writes it: <c>1,500</c> is 1500, and <c>1.500</c> is 1.5.</remarks>
internal static partial class NumberText
{
    private const string Unit = @"US\$|[$€£¥₹%]|(?:USD|EUR|GBP|CHF|JPY|INR|[Dd]ollars?|[Ee]uros?|[Pp]ounds?|[Pp]ercent)\b";
    private const string Digits = @"[0-9]{1,3}(?:[\u00A0\u202F'’_][0-9]{3})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*|\.[0-9]+";
    private const string Power = @"[eE][+-]?[0-9]{1,2}(?![0-9A-Za-z])";

    /// <summary>Returns the number that the whole text is; null when it is none. Ids with leading zeros, versions and lists are not numbers.</summary>
    public static NumberValue? TryParse(string text)
    {
        if (text.Length is 0 or > 100)
            return null;

        // Between whole groups of three, a space parts thousands; in prose it would part two numbers.
        var joined = Spaces().Replace(text, "\u00A0");
        return Whole().Match(joined) is { Success: true } match ? Read(match, keepsZeros: true) : null;
    }

    /// <summary>Returns the numbers in a text, with where they are.</summary>
    public static IEnumerable<(int Index, int Length, NumberValue Number)> FindAll(string text)
    {
        foreach (Match match in InProse().Matches(text))
        {
            if (Read(match, keepsZeros: false) is { } number)
                yield return (match.Index, match.Length, number);
        }
    }

    private static NumberValue? Read(Match match, bool keepsZeros)
    {
        var digits = match.Groups["digits"].Value;
        if (keepsZeros && digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]))
            return null;
        if (WithPoint(digits) is not { } plain || !decimal.TryParse(plain + match.Groups["power"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return null;

        if (match.Groups["thousand"].Success)
            number *= 1000;
        var negative = match.Groups["minus"].Success || match.Groups["open"].Success && match.Groups["close"].Success;
        var (before, after) = (UnitOf(match.Groups["before"]), UnitOf(match.Groups["after"]));
        return new NumberValue(negative ? -number : number, before ?? after);
    }

    /// <summary>Returns the digits with a point as the only separator; null when they are several numbers, a date, or a version.</summary>
    private static string? WithPoint(string digits)
    {
        digits = Thousands().Replace(digits, "");
        var (points, commas) = (digits.Count(each => each == '.'), digits.Count(each => each == ','));
        if (points > 0 && commas > 0)
        {
            var (mark, other) = digits.LastIndexOf('.') > digits.LastIndexOf(',') ? ('.', ",") : (',', ".");
            return digits.Count(each => each == mark) > 1 ? null : digits.Replace(other, "", StringComparison.Ordinal).Replace(',', '.');
        }

        return (points, commas) switch
        {
            (_, 1) => Grouped().IsMatch(digits) ? digits.Replace(",", "", StringComparison.Ordinal) : digits.Replace(',', '.'),
            (> 1, _) or (_, > 1) => Grouped().IsMatch(digits) ? digits.Replace(",", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal) : null,
            _ => digits,
        };
    }

    private static string? UnitOf(Group group) => !group.Success ? null : group.Value.ToUpperInvariant() switch
    {
        "$" or "US$" or "USD" or "DOLLAR" or "DOLLARS" => "$",
        "€" or "EUR" or "EURO" or "EUROS" => "€",
        "£" or "GBP" or "POUND" or "POUNDS" => "£",
        "¥" or "JPY" => "¥",
        "₹" or "INR" => "₹",
        "%" or "PERCENT" => "%",
        var other => other,
    };

    [GeneratedRegex(@"^\s*(?<open>\()?\s*(?<minus>[-−])?\s*(?:(?<before>" + Unit + @")\s*)?(?<minus>[-−])?(?<digits>" + Digits + ")(?<power>" + Power + @")?(?<thousand>[kK]\b)?\s*(?<after>" + Unit + @")?\s*(?<close>\))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    // A minus sign counts after a space or a bracket only: '2026-11-30' and 'TX-17' have none.
    [GeneratedRegex(@"(?<![\p{L}\p{N}_.,#])(?:(?<=^|[\s(*])(?<minus>[-−])\s?(?=[$€£¥0-9]))?(?:(?<before>US\$|[$€£¥₹]|(?:USD|EUR|GBP|CHF|JPY|INR)\b)\s*)?(?<digits>" + Digits + ")(?<power>" + Power + @")?(?<thousand>[kK](?![\p{L}\p{N}]))?(?![\p{L}\p{N}_])(?:[\s\u00A0]?(?<after>" + Unit + "))?", RegexOptions.CultureInvariant)]
    private static partial Regex InProse();

    [GeneratedRegex(@"(?<=[0-9]) (?=[0-9]{3}(?:[ .,]|\b))")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[\u00A0\u202F'’_]")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:\.[0-9]{3}){2,})$")]
    private static partial Regex Grouped();
}
