using System.Globalization;

namespace Colloquy.Cli;

/// <summary>Reads a time as people write one: how long ago, or a date.</summary>
internal static class TimeArgument
{
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    public static DateTimeOffset Read(string text, string option, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && Unit(text[^1]) is { } unit)
            return unit * (double)count < now - DateTimeOffset.UnixEpoch ? now - (unit * (double)count) : DateTimeOffset.UnixEpoch;

        if (DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return new DateTimeOffset(local, clock.LocalTimeZone.GetUtcOffset(local));

        return text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact)
            ? exact
            : throw new CliException(ExitCode.Usage, $"{option} wants a time such as 30m, 12h, 7d, 2w, 2026-01-31 or 2026-01-31T09:30, not '{PlainText.Line(text)}'.");
    }

    /// <summary>Reads how long something lasts.</summary>
    public static TimeSpan ReadSpan(string text, string option) =>
        text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 && Unit(text[^1]) is { } unit && count < TimeSpan.MaxValue / unit
            ? unit * (double)count
            : throw new CliException(ExitCode.Usage, $"{option} wants a time such as 12h, 30d or 104w, not '{PlainText.Line(text)}'.");

    private static TimeSpan? Unit(char letter) => letter switch
    {
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        'w' => TimeSpan.FromDays(7),
        _ => null,
    };
}
