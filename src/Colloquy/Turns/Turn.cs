namespace Colloquy;

/// <summary>Represents a turn: one user input and everything until the agent's answer.</summary>
public sealed record Turn
{
    /// <summary>Gets the turn's number along its branch, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the position of the turn's start entry: its identity.</summary>
    public required Position Start { get; init; }

    /// <summary>Gets the position of the turn's last entry that was read.</summary>
    public required Position End { get; init; }

    /// <summary>Gets the status. A turn without an end entry is running while a lease is held, and interrupted otherwise.</summary>
    public required TurnStatus Status { get; init; }

    /// <summary>Gets the time at which the turn began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets the duration; null when the turn has no end.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Gets the agent that ran the turn; null when the application added its messages.</summary>
    public string? Agent { get; init; }

    /// <summary>Gets the beginning of the user's input, up to 200 characters.</summary>
    public string? Input { get; init; }

    /// <summary>Gets the error that ended the turn, when it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Gets the limit that ended the turn; null for none.</summary>
    public RunLimit? Limit { get; init; }

    /// <summary>Gets the ids of the calls whose results the turn waits for from its caller.</summary>
    public IReadOnlyList<string> OpenCallIds { get; init; } = [];

    /// <summary>Gets the names of the tools that the model asked for, one for each call, in order; empty when the application added the messages of the turn.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Gets the usage of the turn's model calls, those of resumed runs included.</summary>
    public UsageTotals Usage { get; init; } = new();

    /// <summary>Gets the start of the turn whose calls waited for a person, and whose outcome is the input of this one; null for any other input.</summary>
    public Position? OutcomeOf { get; init; }

    /// <summary>Gets a value that indicates whether the beginning of the turn was pruned: its input, and all messages before it.</summary>
    public bool IsPruned { get; init; }

    /// <summary>Gets what is wrong with the stored start or end of the turn, as the end of a sentence; null when both can be read. The properties that come from the headers of entries are set in any case.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Gets a value that indicates whether a branch can be created before or after the turn now, which is not possible while it runs.</summary>
    public bool CanFork => Status != TurnStatus.Running;

    /// <summary>Whether the turn is over: it has an end entry, or was added from outside.</summary>
    internal bool HasEnd { get; init; }
}
