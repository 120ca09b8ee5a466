namespace Colloquy.Cli;

internal sealed record MutationJson(IReadOnlyList<string> Command, double DurationMs, int Conversations, double? Score, int Killed, int Alive, int NotApplicable, int Undecided, int TimedOut, IReadOnlyList<MutantJson> Faults)
{
    public static MutationJson Of(IReadOnlyList<string> command, TestRun undisturbed, MutationScore score) =>
        new(command, Math.Round(undisturbed.Duration.TotalMilliseconds, 3), undisturbed.Report.Conversations.Count, score.Value is { } value ? Math.Round(value, 4) : null, score.Killed, score.Alive, score.NotApplicable, score.Undecided, score.TimedOut, [.. score.Mutants.Select(MutantJson.Of)]);
}

internal sealed record MutantJson(string Id, string Description, string CaughtBy, string Outcome, string? Reason, int Conversations, double DurationMs, IReadOnlyList<KillerJson> KilledBy)
{
    public static MutantJson Of(Mutant mutant) =>
        new(mutant.Fault.Id, mutant.Fault.Description, mutant.Fault.CaughtBy, WordOf(mutant.Outcome), mutant.Reason, mutant.Conversations, Math.Round(mutant.Duration.TotalMilliseconds, 3), [.. mutant.KilledBy.Select(failure => new KillerJson(failure.Test, failure.Check, failure.IsAssertion, failure.Message))]);

    private static string WordOf(MutantOutcome outcome) => outcome switch
    {
        MutantOutcome.NotApplicable => "notApplicable",
        MutantOutcome.TimedOut => "timedOut",
        _ => MutationView.WordOf(outcome),
    };
}

internal sealed record KillerJson(string Test, string? Check, bool IsAssertion, string Message);
