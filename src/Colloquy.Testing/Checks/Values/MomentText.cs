using System.Globalization;
using System.Text.RegularExpressions;

namespace Colloquy.Testing;

/// <summary>Reads dates in the usual formats: <c>2026-11-30</c>, ISO 8601 with a time, <c>30 November 2026</c>, <c>Nov 30, 2026</c>, <c>11/30/2026</c>, <c>30.11.2026</c>.</summary>
/// <remarks>Between slashes the month comes first, as in English of the United States, unless it is more than 12; between points the day comes first.</remarks>
internal static partial class MomentText
{
    private static readonly string[] Dates = ["yyyy-M-d", "yyyy/M/d", "yyyyMMdd", "d MMMM yyyy", "d MMM yyyy", "MMMM d yyyy", "MMM d yyyy", "d-MMM-yyyy", "M/d/yyyy", "d/M/yyyy", "d.M.yyyy"];
    private static readonly string[] Times = ["H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF", "h:mm tt", "h:mmtt", "h tt", "htt"];

    public static MomentValue? TryParse(string text)
    {
        if (text.Length is < 6 or > 60)
            return null;
        if (Parts().Match(text.Trim()) is not { Success: true } match)
            return null;

        var date = Commas().Replace(Ordinals().Replace(match.Groups["date"].Value, "$1"), " ");
        if (!DateOnly.TryParseExact(date, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var day))
            return null;
        if (!match.Groups["time"].Success)
            return new MomentValue(day, null, null);
        if (!TimeOnly.TryParseExact(match.Groups["time"].Value.Trim(), Times, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var time))
            return null;
        return new MomentValue(day, time, OffsetOf(match.Groups["offset"].Value));
    }

    private static TimeSpan? OffsetOf(string text) => text.Trim() switch
    {
        "" => null,
        "Z" or "z" or "UTC" => TimeSpan.Zero,
        ['-', .. var hours] => -TimeSpan.ParseExact(hours.Replace(":", "", StringComparison.Ordinal), "hhmm", CultureInfo.InvariantCulture),
        var hours => TimeSpan.ParseExact(hours[1..].Replace(":", "", StringComparison.Ordinal), "hhmm", CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,?\s+)?(?<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}|[0-9]{8}|[0-9]{1,2}[/.-](?:[0-9]{1,2}|[A-Za-z]{3})[/.-][0-9]{4}|[0-9]{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9},?\s+[0-9]{4}|[A-Za-z]{3,9}\.?\s+[0-9]{1,2}(?:st|nd|rd|th)?,?\s+[0-9]{4})(?:(?:T|,?\s+(?:at\s+)?)(?<time>[0-9]{1,2}(?::[0-9]{2}){0,2}(?:\.[0-9]{1,7})?(?:\s?[AaPp][Mm])?)\s?(?<offset>Z|z|UTC|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9])?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();

    [GeneratedRegex("([0-9])(?:st|nd|rd|th)")]
    private static partial Regex Ordinals();

    [GeneratedRegex(@"(?:[,]|(?<=[A-Za-z])\.)?\s+")]
    private static partial Regex Commas();
}
