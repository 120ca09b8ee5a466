namespace Colloquy;

/// <summary>Represents a move of a branch's head other than by an append.</summary>
public sealed record HeadMove
{
    /// <summary>Gets the position of the entry that records the move.</summary>
    public required Position Position { get; init; }

    /// <summary>Gets the time of the move.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the earlier head; null when the branch was created. The entries before it can be read and forked for as long as the session exists.</summary>
    public Position? From { get; init; }

    /// <summary>Gets the new head.</summary>
    public required Position To { get; init; }

    /// <summary>Gets the reason: <c>pop</c>, <c>undo</c>, <c>clear</c>, <c>rollback</c>, <c>retry</c>, <c>edit</c>, <c>redo</c>, or <c>made</c> when the branch was created.</summary>
    public required string Reason { get; init; }
}
