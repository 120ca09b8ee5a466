namespace Colloquy.Testing;

/// <summary>Represents a conversation of two runs, or two variants of a conversation, aligned turn by turn.</summary>
public sealed record ConversationComparison
{
    /// <summary>Gets the conversation before; null for one that was added.</summary>
    public ConversationRecord? Before { get; init; }

    /// <summary>Gets the conversation after; null for one that was removed.</summary>
    public ConversationRecord? After { get; init; }

    /// <summary>Gets in what they differ, over all turns.</summary>
    public required ChangeKinds Changes { get; init; }

    /// <summary>Gets the turns, in order, aligned by name.</summary>
    public IReadOnlyList<TurnComparison> Turns { get; init; } = [];

    /// <summary>Gets the turns that differ, what matters most first.</summary>
    public IReadOnlyList<TurnComparison> DifferentTurns => [.. Turns.Where(turn => (turn.Changes & Change.OfBehavior) != 0).OrderBy(turn => Change.RankOf(turn.Changes))];

    /// <summary>Compares two conversations.</summary>
    /// <param name="before">The conversation before, or one variant.</param>
    /// <param name="after">The conversation after, or the other variant.</param>
    public static ConversationComparison Compare(ConversationRecord before, ConversationRecord after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        IReadOnlyList<TurnComparison> turns =
        [
            .. Alignment.Of([.. before.Turns.Select(turn => turn.Name)], [.. after.Turns.Select(turn => turn.Name)], StringComparer.Ordinal)
                .Select(pair => TurnComparison.Compare(pair.Before is { } i ? before.Turns[i] : null, pair.After is { } j ? after.Turns[j] : null)),
        ];

        // Small differences of turns add up, and large ones even out: time and money are compared as a whole.
        var comparable = !before.Origin.HasFlag(AnswerOrigin.Replayed) && !after.Origin.HasFlag(AnswerOrigin.Replayed);
        var ofTurns = turns.Aggregate(ChangeKinds.None, (kinds, turn) => kinds | turn.Changes) & (ChangeKinds.Calls | ChangeKinds.State | ChangeKinds.Text);
        return new ConversationComparison
        {
            Before = before,
            After = after,
            Turns = turns,
            Changes = ofTurns
                | (turns.Any(turn => turn.Before is null || turn.After is null) ? ChangeKinds.Text : 0)
                | Change.OfOutcomes(before.Outcome, after.Outcome)
                | Change.OfDurations(before.Totals.Duration, after.Totals.Duration, comparable)
                | Change.OfCosts(before.Totals.Cost, after.Totals.Cost, before.Totals.Usage.Total, after.Totals.Usage.Total),
        };
    }
}
