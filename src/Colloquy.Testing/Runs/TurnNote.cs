namespace Colloquy.Testing;

/// <summary>What a test framework said of a turn: the outcome of its method.</summary>
/// <param name="Turn">The name of the turn; null for the conversation as a whole.</param>
/// <param name="Outcome">The outcome of the method.</param>
/// <param name="Reason">Why.</param>
/// <param name="Problem">The exception, unless it was a check that failed.</param>
/// <param name="Blame">What is to blame; null when it is not known.</param>
internal sealed record TurnNote(string? Turn, TestOutcome Outcome, string? Reason, ProblemRecord? Problem = null, Blame? Blame = null)
{
    /// <summary>A turn with what was said of it. A check that failed stays so, whatever the method did.</summary>
    public TurnRecord ApplyTo(TurnRecord turn) => Outcome switch
    {
        // The method passed although there is no answer: it expected none.
        TestOutcome.Passed => turn.Outcome == TestOutcome.Error && turn.Problem is not null && turn.Checks.All(check => check.Outcome == TestOutcome.Passed) ? turn with { Outcome = TestOutcome.Passed } : turn,
        _ => turn with
        {
            Outcome = TestOutcomes.Worst([turn.Outcome, Outcome])!.Value,
            // What a check says already is not said twice.
            Reason = turn.Checks.Any(check => check.Outcome.IsBad()) || turn.Problem is not null ? turn.Reason : Reason,
        },
    };

    public TurnRecord ToRecord() => new() { Number = 0, Name = Turn ?? "", Outcome = Outcome, Reason = Reason, Problem = Problem };

    /// <summary>An assertion that failed is a failure of the agent. Everything else is an error.</summary>
    public static TestOutcome OutcomeOf(Exception error) =>
        error is not NoAnswerException && ErrorChain.IsAssertion(error) ? TestOutcome.Failed : TestOutcome.Error;
}
