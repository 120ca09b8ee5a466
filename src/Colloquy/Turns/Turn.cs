namespace Colloquy;

/// <summary>One user input and everything until the agent's answer.</summary>
public sealed record Turn
{
    /// <summary>The turn's number along its branch, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The position of the turn's start entry: its identity.</summary>
    public required Position Start { get; init; }

    /// <summary>The position of its last entry that was read.</summary>
    public required Position End { get; init; }

    /// <summary>How the turn stands. A turn without an end is running while a lease lives, else interrupted.</summary>
    public required TurnStatus Status { get; init; }

    /// <summary>When the turn began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took; null when it has no end entry.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The agent that ran it; null when its messages were added from outside.</summary>
    public string? Agent { get; init; }

    /// <summary>The beginning of the user's input, up to 200 characters.</summary>
    public string? Input { get; init; }

    /// <summary>What ended the turn, when it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The limit that ended the turn; null when none did.</summary>
    public RunLimit? Limit { get; init; }

    /// <summary>The ids of the calls whose results the turn waits for from its caller.</summary>
    public IReadOnlyList<string> OpenCallIds { get; init; } = [];

    /// <summary>The names of the tools that the model asked for, one for each call, in order; none when the turn's messages were added from outside.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>What the turn's model calls used, of several models and resumed runs too.</summary>
    public UsageTotals Usage { get; init; } = new();

    /// <summary>The start of the turn whose calls waited for a person, and whose outcome is the input of this one; null for any other input.</summary>
    public Position? OutcomeOf { get; init; }

    /// <summary>Whether its beginning was pruned: the input is gone, and with it what was said up to there.</summary>
    public bool IsPruned { get; init; }

    /// <summary>What is wrong with the stored start or end of the turn, as the end of a sentence, when it cannot be read; null when nothing is. What the headers tell is there.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Whether a branch can be made before it and after it now: not while it runs.</summary>
    public bool CanFork => Status != TurnStatus.Running;

    /// <summary>Whether the turn is over: it has an end entry, or was added from outside.</summary>
    internal bool HasEnd { get; init; }
}
