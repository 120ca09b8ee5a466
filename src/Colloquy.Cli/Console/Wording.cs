using System.Globalization;
using System.Text.Json;

namespace Colloquy.Cli;

/// <summary>How numbers, times, sizes and values read.</summary>
internal static class Wording
{
    public static string Count(long count, string noun) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    public static string Count(long count, string one, string many) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>An amount of US dollars, as exact as it is small.</summary>
    public static string Cost(decimal cost) => cost switch
    {
        0 => "$0",
        < 0.01m => "$" + cost.ToString("0.000000", CultureInfo.InvariantCulture),
        < 1 => "$" + cost.ToString("0.0000", CultureInfo.InvariantCulture),
        _ => "$" + cost.ToString("N2", CultureInfo.InvariantCulture),
    };

    /// <summary>What calls cost as far as it is known; a question mark stands for what is not.</summary>
    public static string Cost(UsageTotals totals) => totals switch
    {
        { UnpricedCalls: 0 } => Cost(totals.Cost),
        { Cost: 0 } => "?",
        _ => $"{Cost(totals.Cost)} + ?",
    };

    /// <summary>A session's key without what is as usual.</summary>
    public static string Name(SessionKey key) =>
        $"'{key.Id}'{(key.User is not null ? $" of user '{key.User}'" : "")}{(key.App != SessionKey.DefaultApp ? $" in app '{key.App}'" : "")}";

    public static string Time(DateTimeOffset time, TimeProvider clock) =>
        TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes} min {duration.Seconds} s"),
    };

    /// <summary>A duration, roughly. A negative one counts as 0, since clocks differ.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "0 s",
        { TotalMinutes: < 1 } => $"{age.Seconds} s",
        { TotalHours: < 1 } => $"{age.Minutes} min",
        { TotalDays: < 2 } => $"{(int)age.TotalHours} h",
        _ => $"{Number((int)age.TotalDays)} d",
    };

    /// <summary>The time of day.</summary>
    public static string Clock(DateTimeOffset time, TimeProvider clock) =>
        TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Size(long bytes) => bytes switch
    {
        < 1024 => Count(bytes, "byte"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB"),
        < 1024 * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024 / 1024:0.0} GB"),
    };

    public static string Value(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>The mark behind what cannot be read, or lacks what cannot.</summary>
    public static string Unreadable(string? problem) => problem is null ? "" : $"[unreadable: it {problem}]";

    public static string Range(PositionRange range) => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}";

    public static string Place(WindowRow row) => row switch
    {
        { IsShown: false } => "out",
        { IsAdded: true } => "added",
        { IsChanged: true } => "changed",
        _ => "in",
    };

    /// <summary>Names of tools, each once with how often it was called.</summary>
    public static string Tools(IEnumerable<string> names) => string.Join(", ", names.CountBy(name => name).Select(tool => tool.Value == 1 ? tool.Key : $"{tool.Key} x{tool.Value}"));

    public static string TookBack(Turn turn) => $"Took back turn {turn.Number}: \"{PlainText.Short(turn.Input, 60)}\"";

    public static string BroughtBack(string branch, int turns) => $"Brought back what was taken back last: branch '{branch}' has {Count(turns, "turn")} again.";

    /// <summary>Whether the turn of a running session was interrupted: it has no live lease.</summary>
    public static bool IsInterrupted(SessionRecord record, DateTimeOffset now) => !(record.LeasedUntil > now);

    /// <summary>What a session is doing.</summary>
    public static string Status(SessionRecord record, TimeProvider clock) => record.Activity switch
    {
        SessionActivity.Running => IsInterrupted(record, clock.GetUtcNow()) ? "interrupted" : "running",
        SessionActivity.Waiting => "waiting",
        SessionActivity.Closed => "closed",
        _ => "idle",
    };

    /// <summary>Which limit ended a turn, as <see cref="RunLimits"/> names it.</summary>
    public static string Limit(RunLimit limit) => limit.ToString().ToLowerInvariant();

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
