using System.Globalization;
using System.Text.Json;

namespace Colloquy.Cli;

/// <summary>How numbers, times, sizes and values read.</summary>
internal static class Wording
{
    public static string Count(long count, string noun) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>A session's key without what is as usual.</summary>
    public static string Name(SessionKey key) =>
        $"'{key.Id}'{(key.User.Length > 0 ? $" of user '{key.User}'" : "")}{(key.App != SessionKey.DefaultApp ? $" in app '{key.App}'" : "")}";

    public static string Time(DateTimeOffset time, TimeProvider clock) =>
        TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes} min {duration.Seconds} s"),
    };

    public static string Size(long bytes) => bytes switch
    {
        < 1024 => Count(bytes, "byte"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB"),
        < 1024 * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024 / 1024:0.0} GB"),
    };

    public static string Value(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>What a session is doing; a turn that runs without a live lease was interrupted.</summary>
    public static string Status(SessionRecord record, TimeProvider clock) => record.Activity switch
    {
        SessionActivity.Running => record.LeasedUntil > clock.GetUtcNow() ? "running" : "interrupted",
        SessionActivity.Waiting => "waiting",
        SessionActivity.Closed => "closed",
        _ => "idle",
    };

    public static string Status(TurnStatus status) => status switch
    {
        TurnStatus.Running => "running",
        TurnStatus.Completed => "completed",
        TurnStatus.Failed => "failed",
        TurnStatus.Cancelled => "cancelled",
        TurnStatus.Interrupted => "interrupted",
        TurnStatus.Limited => "limited",
        _ => "waiting",
    };
}
