namespace Colloquy.Testing;

/// <summary>Reads the conversations of a run as trials.</summary>
internal static class RecordedTrials
{
    public static IReadOnlyList<TrialsResult> Of(RunRecord run) =>
    [
        .. from one in run.Conversations
           where !one.IsFork && one.Outcome != TestOutcome.Skipped
           group one by (one.Name, one.Variant, IsRestart: one.Restart is not null) into same
           select new TrialsResult
           {
               // What survives a loss of its process is not what passes without one.
               Name = same.Key.IsRestart ? $"{same.Key.Name}, restarts" : same.Key.Name,
               Variant = same.Key.Variant,
               Trials = [.. same.Select(Of)],
           },
    ];

    private static Trial Of(ConversationRecord one)
    {
        var outcome = OutcomeOf(one);
        var turns = one.Turns.Where(turn => turn.Number > 0).ToList();
        return new Trial
        {
            Number = one.Trial,
            Outcome = outcome,
            Blame = outcome == TrialOutcome.Failed ? Blame.Agent : outcome == TrialOutcome.Invalid ? one.Blame : null,
            Reason = outcome == TrialOutcome.Passed ? null : one.Reason ?? one.Turns.FirstOrDefault(turn => turn.Outcome.IsBad()) switch { { } turn => $"{turn.Name}: {turn.Reason ?? turn.Problem?.Message ?? turn.Checks.FirstOrDefault(check => check.Outcome.IsBad())?.Expected}", null => null },
            Duration = one.Totals.Duration,
            Cost = turns.Aggregate((decimal?)0, (sum, turn) => sum + turn.Cost),
            Tokens = one.Totals.Usage.Total,
            TurnDurations = [.. turns.Select(turn => turn.Duration)],
        };
    }

    private static TrialOutcome OutcomeOf(ConversationRecord one) => (one.Outcome, one.Blame) switch
    {
        (TestOutcome.Passed, _) => TrialOutcome.Passed,
        (_, Blame.Agent) or (TestOutcome.Failed, null) => TrialOutcome.Failed,
        (_, not null) => TrialOutcome.Invalid,

        // It says nothing of the agent, nor whose fault that is: as if it had not been run.
        _ => TrialOutcome.NotRun,
    };
}
