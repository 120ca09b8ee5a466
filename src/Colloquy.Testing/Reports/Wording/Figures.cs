using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Writes numbers as reports show them, the same in every culture.</summary>
internal static class Figures
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long value, string one, string? many = null) => $"{Count(value)} {(value == 1 ? one : many ?? one + "s")}";

    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalMilliseconds: < 0.5 } => "0 ms",
        { TotalSeconds: < 1 } => $"{Number(duration.TotalMilliseconds, "0")} ms",
        { TotalSeconds: < 10 } => $"{Number(duration.TotalSeconds, "0.00")} s",
        { TotalMinutes: < 1 } => $"{Number(duration.TotalSeconds, "0.0")} s",
        { TotalHours: < 1 } => $"{Number(Math.Floor(duration.TotalMinutes), "0")} min {duration.Seconds} s",
        _ => $"{Number(Math.Floor(duration.TotalHours), "0")} h {duration.Minutes} min",
    };

    public static string Cost(decimal? cost, bool isPartial = false) => cost switch
    {
        null => "unknown",
        0 => "$0",
        < 0.01m => $"${cost.Value.ToString("0.0000##", CultureInfo.InvariantCulture)}",
        < 1m => $"${cost.Value.ToString("0.000#", CultureInfo.InvariantCulture)}",
        _ => $"${cost.Value.ToString("N2", CultureInfo.InvariantCulture)}",
    } + (isPartial && cost is not null ? " or more" : "");

    /// <summary>A share as whole percents that never say 100 where something is missing, nor 0 where something is there.</summary>
    public static string Percent(double share)
    {
        var percent = Math.Round(share * 100);
        if (percent >= 100 && share < 1)
            percent = 99;
        if (percent <= 0 && share > 0)
            percent = 1;
        return $"{Number(percent, "0")} %";
    }

    public static string Score(double score) => Number(score, "0.##");

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
