namespace Colloquy;

/// <summary>An entry as who follows a session sees it.</summary>
public sealed record FollowedEntry
{
    /// <summary>The entry's number in its session. Going on after it misses nothing and repeats nothing.</summary>
    public required Position Position { get; init; }

    /// <summary>The start entry of the turn that it belongs to; <see cref="Position.Start"/> for none.</summary>
    public required Position Turn { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The agent that wrote it; null for the user or the application.</summary>
    public string? Author { get; init; }

    /// <summary>What it says: a <see cref="MessageBody"/>, <see cref="ModelCallBody"/>, <see cref="HandoffBody"/>, <see cref="TurnEndBody"/> and so on.</summary>
    public required EntryBody Body { get; init; }
}
