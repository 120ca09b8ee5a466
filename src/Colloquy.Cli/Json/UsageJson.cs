namespace Colloquy.Cli;

/// <summary>What model calls add up to, as <c>--json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record UsageJson
{
    public required long Calls { get; init; }

    public required long ToolCalls { get; init; }

    public required long InputTokens { get; init; }

    public required long CachedInputTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required long ReasoningTokens { get; init; }

    public required long TotalTokens { get; init; }

    public required decimal Cost { get; init; }

    public required long UnpricedCalls { get; init; }

    public required long UnreportedCalls { get; init; }

    public required long UnreadableCalls { get; init; }

    public static UsageJson Of(UsageTotals totals) => new()
    {
        Calls = totals.Calls,
        ToolCalls = totals.ToolCalls,
        InputTokens = totals.InputTokens,
        CachedInputTokens = totals.CachedInputTokens,
        OutputTokens = totals.OutputTokens,
        ReasoningTokens = totals.ReasoningTokens,
        TotalTokens = totals.TotalTokens,
        Cost = totals.Cost,
        UnpricedCalls = totals.UnpricedCalls,
        UnreportedCalls = totals.UnreportedCalls,
        UnreadableCalls = totals.UnreadableCalls,
    };
}

internal sealed record UsageReportJson(string By, IReadOnlyList<UsageGroupJson> Groups, UsageJson Total, IReadOnlyList<string> ModelsWithoutPrice)
{
    public static UsageReportJson Of(UsageReport report) => new(
        report.Request.By,
        [.. report.Groups.Select(group => new UsageGroupJson(report.Request.By == "user" ? UserText.Write(group.Key) : group.Key, group.Session?.App, group.Session is { } key ? UserText.Write(key.User) : null, group.TurnStart is { } start && report.Turns.TryGetValue(start, out var turn) ? turn : null, UsageJson.Of(group.Totals)))],
        UsageJson.Of(report.Total),
        report.Total.ModelsWithoutPrice);
}

internal sealed record UsageGroupJson(string? Key, string? App, string? User, int? Turn, UsageJson Usage);
