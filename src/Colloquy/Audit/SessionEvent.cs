namespace Colloquy;

/// <summary>Something that happened in a session: an entry of its log.</summary>
public sealed record SessionEvent
{
    /// <summary>The entry's number in its session.</summary>
    public required Position Position { get; init; }

    /// <summary>When it was written. Data, never order.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What kind of entry it is.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>What it is about, by kind: a message's role, a state write's key, a turn end's status.</summary>
    public string? Subject { get; init; }

    /// <summary>The start entry of the turn that it belongs to; <see cref="Position.Start"/> for none.</summary>
    public required Position Turn { get; init; }

    /// <summary>The agent that wrote it; null for the user or the application.</summary>
    public string? Author { get; init; }

    /// <summary>What it says; a <see cref="PrunedBody"/> once that was pruned.</summary>
    public required EntryBody Body { get; init; }

    /// <summary>Whether what it said was pruned.</summary>
    public bool IsPruned => Body is PrunedBody;

    /// <summary>Whether what it said cannot be read: <see cref="Body"/> is an <see cref="UnreadableBody"/> then, with what is wrong.</summary>
    public bool IsUnreadable => Body is UnreadableBody;

    /// <summary>The hash of what it says, or said.</summary>
    public required Digest Hash { get; init; }

    /// <summary>The hash over the whole log up to it.</summary>
    public required Digest Chain { get; init; }
}
