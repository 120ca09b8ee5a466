using Colloquy.Testing;

namespace Colloquy.Cli;

internal sealed record TestRunJson(string Id, string Name, DateTimeOffset Started, double DurationMs, string Verdict, int Tests, int Passed, int Failed, int Errors, int Blocked, int Skipped, long Tokens, decimal? Cost, decimal? JudgeCost)
{
    public static TestRunJson Of(RunSummary run) => Of(run.Id, run.Name, run.Started, run.Duration, run.Verdict, run.Totals);

    public static TestRunJson Of(RunRecord run) => Of(run.Id, run.Name, run.Started, run.Duration, run.Verdict, run.Totals);

    private static TestRunJson Of(string id, string name, DateTimeOffset started, TimeSpan duration, TestOutcome verdict, RunTotals totals) =>
        new(id, name, started, Math.Round(duration.TotalMilliseconds, 3), TestWords.Of(verdict), totals.Tests, totals.Passed, totals.Failed, totals.Errors, totals.Blocked, totals.Skipped, totals.Usage.Total, totals.Cost, totals.JudgeCost);
}

internal sealed record TestRunListJson(IReadOnlyList<TestRunJson> Runs, IReadOnlyList<string> Unreadable);

internal sealed record TestReportJson(TestRunJson Run, string? Baseline, IReadOnlyList<string> Files);

internal sealed record TestComparisonJson(TestRunJson Baseline, TestRunJson Run, IReadOnlyList<TestMoveJson> Moved);

internal sealed record TestMoveJson(string Conversation, string? Variant, int Trial, string? Before, string? After, IReadOnlyList<string> Changes, IReadOnlyList<string> Turns)
{
    public static TestMoveJson Of(ConversationComparison one)
    {
        var named = (one.After ?? one.Before)!;
        return new(named.Name, named.Variant, named.Trial, one.Before is { } before ? TestWords.Of(before.Outcome) : null, one.After is { } after ? TestWords.Of(after.Outcome) : null, TestWords.Of(one.Changes), [.. one.DifferentTurns.Select(turn => (turn.After ?? turn.Before)!.Name)]);
    }
}
