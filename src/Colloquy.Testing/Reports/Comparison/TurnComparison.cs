namespace Colloquy.Testing;

/// <summary>Represents two turns that were aligned, or a turn that is in one of the conversations only.</summary>
public sealed record TurnComparison
{
    /// <summary>Gets the turn before; null for one that was added.</summary>
    public TurnRecord? Before { get; init; }

    /// <summary>Gets the turn after; null for one that was removed.</summary>
    public TurnRecord? After { get; init; }

    /// <summary>Gets in what they differ.</summary>
    public required ChangeKinds Changes { get; init; }

    /// <summary>Gets the tool calls, aligned by tool and arguments.</summary>
    public IReadOnlyList<CallComparison> Calls { get; init; } = [];

    /// <summary>Gets the values of the session's state, and of the state of tool hosts, that differ.</summary>
    public IReadOnlyList<StateComparison> State { get; init; } = [];

    /// <summary>Returns the two answers word by word.</summary>
    public IReadOnlyList<TextPiece> CompareAnswers() => TextPiece.Compare(Before?.Answer, After?.Answer);

    internal static TurnComparison Compare(TurnRecord? before, TurnRecord? after)
    {
        if (before is null || after is null)
            return new TurnComparison { Before = before, After = after, Changes = before is null ? ChangeKinds.Added : ChangeKinds.Removed };

        var calls = CallComparison.Compare(before.ToolCalls, after.ToolCalls);
        IReadOnlyList<StateComparison> state = [.. StateComparison.Compare(before.State, after.State), .. StateComparison.Compare(before.HostState, after.HostState)];
        var comparable = !before.Origin.HasFlag(AnswerOrigin.Replayed) && !after.Origin.HasFlag(AnswerOrigin.Replayed);
        return new TurnComparison
        {
            Before = before,
            After = after,
            Calls = calls,
            State = state,
            Changes = Change.OfOutcomes(before.Outcome, after.Outcome)
                | (calls.Any(call => call.IsChanged) ? ChangeKinds.Calls : 0)
                | (state.Count > 0 ? ChangeKinds.State : 0)
                | (before.Answer != after.Answer || before.Input != after.Input ? ChangeKinds.Text : 0)
                | Change.OfDurations(before.Duration, after.Duration, comparable)
                | Change.OfCosts(before.Cost, after.Cost, before.Usage.Total, after.Usage.Total),
        };
    }
}
