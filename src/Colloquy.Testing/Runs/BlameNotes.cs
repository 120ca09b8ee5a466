namespace Colloquy.Testing;

/// <summary>What is to blame for the turns of a conversation that are not green, read before the exceptions are let go.</summary>
internal sealed class BlameNotes
{
    private readonly Dictionary<int, Blame> _ofTurns = [];
    private Blame? _ofConversation;

    public void Read(IReadOnlyList<TurnResult> turns, IReadOnlyList<CheckResult> checks)
    {
        foreach (var turn in turns)
        {
            var notPassed = NotPassed(turn.Checks);
            if (turn.Error is not null || notPassed.Count > 0)
                _ofTurns[turn.Number] = BlameRules.Default.Find(new TrialFailure { Error = turn.Error is { } error ? new NoAnswerException(turn, error.Message, error) : null, Turns = [turn], Checks = notPassed });
        }

        if (NotPassed(checks) is { Count: > 0 } ofConversation)
            _ofConversation = BlameRules.Default.Find(new TrialFailure { Turns = turns, Checks = ofConversation });
    }

    /// <summary>What is to blame for the first turn that is not green, else for the conversation; null when it is not known.</summary>
    public Blame? Find(IReadOnlyList<TurnRecord> turns, IReadOnlyList<TurnNote> notes)
    {
        foreach (var turn in turns.Where(turn => turn.Outcome is TestOutcome.Failed or TestOutcome.Error))
        {
            if (_ofTurns.TryGetValue(turn.Number, out var blame))
                return blame;
            if (notes.FirstOrDefault(note => note.Turn == turn.Name && note.Outcome.IsBad()) is { } note)
                return note.Blame ?? (note.Outcome == TestOutcome.Failed ? Blame.Agent : null);
        }

        return _ofConversation ?? notes.FirstOrDefault(note => note.Turn is null)?.Blame;
    }

    /// <summary>What an exception says. One outside of turns is the agent's only when it says so: it can be a mistake of the set-up.</summary>
    public static Blame? Of(Exception error, bool isOfTurn) =>
        BlameRules.Default.Find(new TrialFailure { Error = error }) is var blame && (blame != Blame.Agent || error is IBlame || isOfTurn && ErrorChain.IsAssertion(error)) ? blame : null;

    private static List<CheckResult> NotPassed(IReadOnlyList<CheckResult> checks) => [.. checks.Where(check => check.Outcome != CheckOutcome.Passed)];
}
