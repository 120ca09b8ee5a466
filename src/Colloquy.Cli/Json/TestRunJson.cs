using Colloquy.Testing;

namespace Colloquy.Cli;

internal sealed record TestRunJson(string Id, string Name, DateTimeOffset Started, double DurationMs, bool IsUnfinished, bool IsNarrowed, string Verdict, int Tests, int Passed, int Failed, int Errors, int Blocked, int Skipped, long Tokens, decimal? Cost, decimal? JudgeCost)
{
    public static TestRunJson Of(RunSummary run) => Of(run.Id, run.Name, run.Started, run.Duration, run.IsUnfinished, run.IsNarrowed, run.Verdict, run.Totals);

    public static TestRunJson Of(RunRecord run) => Of(run.Id, run.Name, run.Started, run.Duration, run.IsUnfinished, run.IsNarrowed, run.Verdict, run.Totals);

    private static TestRunJson Of(string id, string name, DateTimeOffset started, TimeSpan duration, bool isUnfinished, bool isNarrowed, TestOutcome verdict, RunTotals totals) =>
        new(id, name, started, Math.Round(duration.TotalMilliseconds, 3), isUnfinished, isNarrowed, TestWords.Of(verdict), totals.Tests, totals.Passed, totals.Failed, totals.Errors, totals.Blocked, totals.Skipped, totals.Usage.Total, totals.Cost, totals.JudgeCost);
}

internal sealed record TestRunListJson(IReadOnlyList<TestRunJson> Runs, IReadOnlyList<string> Unreadable);

internal sealed record TestReportJson(TestRunJson Run, string? Baseline, IReadOnlyList<string> Files);

internal sealed record TestComparisonJson(TestRunJson Baseline, TestRunJson Run, IReadOnlyList<TestMoveJson> Moved, TrialComparisonJson Trials);

internal sealed record TrialComparisonJson(PassComparisonJson All, IReadOnlyList<PassComparisonJson> Conversations, AmountComparisonJson? Cost, AmountComparisonJson? Duration)
{
    public static TrialComparisonJson Of(TrialComparison trials) => new(PassComparisonJson.Of(trials.Overall), [.. trials.Conversations.Select(PassComparisonJson.Of)], AmountComparisonJson.Of(trials.Cost), AmountComparisonJson.Of(trials.Duration));
}

internal sealed record PassComparisonJson(string? Conversation, int BaselineTrials, int BaselinePassed, int RunTrials, int RunPassed, bool IsPaired, double? PValue, bool IsSignificant)
{
    public static PassComparisonJson Of(PassComparison one) => new(one.Conversation, one.FirstTrials, one.FirstPassed, one.SecondTrials, one.SecondPassed, one.IsPaired, one.PValue, one.IsSignificant);
}

internal sealed record AmountComparisonJson(double Baseline, double Run, double? DifferenceLower, double? DifferenceUpper, bool IsPaired, bool IsSignificant)
{
    public static AmountComparisonJson? Of(AmountComparison? one) => one is null ? null : new(one.First, one.Second, one.Difference?.Lower, one.Difference?.Upper, one.IsPaired, one.IsSignificant);
}

internal sealed record TestGateJson(TestRunJson Run, string Outcome, IReadOnlyList<TestVerdictJson> Verdicts);

internal sealed record TestVerdictJson(string? Conversation, string Threshold, string Outcome, string Sentence)
{
    public static TestVerdictJson Of(GateVerdict verdict) => new(verdict.Conversation, verdict.Threshold, TestWords.Of(verdict.Outcome), verdict.Sentence);
}

internal sealed record TestMoveJson(string Conversation, string? Variant, int Trial, string? Restart, string? Before, string? After, IReadOnlyList<string> Changes, IReadOnlyList<string> Turns, IReadOnlyList<TestTurnMoveJson> Differences)
{
    public static TestMoveJson Of(ConversationComparison one)
    {
        var named = (one.After ?? one.Before)!;
        return new(named.Name, named.Variant, named.Trial, named.Restart, one.Before is { } before ? TestWords.Of(before.Outcome) : null, one.After is { } after ? TestWords.Of(after.Outcome) : null, TestWords.Of(one.Changes), [.. one.DifferentTurns.Select(turn => (turn.After ?? turn.Before)!.Name)], [.. TurnDifferences.Of(one).Select(turn => new TestTurnMoveJson(turn.Turn, turn.Changes, turn.Lines))]);
    }
}

internal sealed record TestTurnMoveJson(string Turn, IReadOnlyList<string> Changes, IReadOnlyList<string> Lines);
