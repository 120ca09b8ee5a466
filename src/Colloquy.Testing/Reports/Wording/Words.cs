namespace Colloquy.Testing;

/// <summary>Words for what records contain.</summary>
internal static class Words
{
    public static string Of(TestOutcome outcome) => outcome switch
    {
        TestOutcome.Passed => "passed",
        TestOutcome.Failed => "failed",
        TestOutcome.Error => "error",
        TestOutcome.Blocked => "blocked",
        _ => "skipped",
    };

    public static string Of(Blame blame) => blame switch
    {
        Blame.Agent => "agent",
        Blame.Simulator => "simulated user",
        Blame.ToolHost => "tool host",
        Blame.Judge => "judge",
        Blame.Test => "test",
        _ => "infrastructure",
    };

    /// <summary>Where answers came from; empty when it is not known.</summary>
    public static IReadOnlyList<string> Of(AnswerOrigin origin)
    {
        List<string> words = [];
        if (origin.HasFlag(AnswerOrigin.Live))
            words.Add("live");
        if (origin.HasFlag(AnswerOrigin.Replayed))
            words.Add("replayed");
        if (origin.HasFlag(AnswerOrigin.StandIn))
            words.Add("stand-in");
        return words;
    }

    public static string Verdict(RunRecord run) => run switch
    {
        { IsUnfinished: false } => $"{OfTests(run)}{(run.IsNarrowed ? " (tests selected by name)" : "")}",
        { Totals.Tests: 0 } => "The run did not end, and no conversation had ended",
        { Totals: var totals } when totals.Passed + totals.Skipped == totals.Tests => $"The run did not end: {Figures.Count(totals.Passed, "test")} passed until then",
        _ => $"The run did not end: {OfTests(run)} until then",
    };

    private static string OfTests(RunRecord run)
    {
        var totals = run.Totals;
        if (totals.Tests == 0)
            return "No tests ran";
        if (totals.Passed + totals.Skipped == totals.Tests && run.Verdict == TestOutcome.Passed)
            return totals.Skipped == 0 ? totals.Tests == 1 ? "The only test passed" : $"All {Figures.Count(totals.Tests, "test")} passed" : $"{Figures.Count(totals.Passed, "test")} passed, {Figures.Count(totals.Skipped)} skipped";

        var parts = new[] { (totals.Failed, "failed"), (totals.Errors, totals.Errors == 1 ? "error" : "errors"), (totals.Blocked, "blocked") }.Where(part => part.Item1 > 0).Select(part => $"{Figures.Count(part.Item1)} {part.Item2}").ToList();
        return parts.Count == 0 ? $"{Figures.Count(totals.Tests, "test")}, {Of(run.Verdict)}" : $"{string.Join(", ", parts)} of {Figures.Count(totals.Tests, "test")}";
    }

    /// <summary>Why a turn is not green, in one text.</summary>
    public static string? Why(TurnRecord turn) =>
        turn.Reason ?? turn.Problem?.Message ?? turn.Checks.Where(check => check.Outcome.IsBad()).Select(Why).FirstOrDefault();

    public static string Why(CheckRecord check) => check.Actual is null ? $"{check.Name}: {check.Expected}" : $"{check.Name}: {check.Expected} {check.Actual}";

    /// <summary>The start of a text, on one line.</summary>
    public static string Start(string? text, int most)
    {
        var line = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= most ? line : $"{line[..(char.IsHighSurrogate(line[most - 1]) ? most - 1 : most)]}…";
    }
}
