namespace Colloquy;

/// <summary>Represents a branch of a session: a name that points at an entry. That entry and the entries before it are the history of the branch.</summary>
public sealed record SessionBranch
{
    /// <summary>Gets the name, unique within the session for ever.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the entry that it points at; <see cref="Position.Start"/> when it is empty.</summary>
    public required Position Head { get; init; }

    /// <summary>Gets a value that indicates whether the branch is the current branch of the session.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>Gets the number of entries in its history.</summary>
    public required long Entries { get; init; }

    /// <summary>Gets the number of turns in its history.</summary>
    public required int Turns { get; init; }

    /// <summary>Gets the entry that it was forked at, <see cref="Position.Start"/> when it was forked before the first; null for <c>main</c>.</summary>
    public Position? ForkedAt { get; init; }

    /// <summary>Gets the branch that it was forked from; null for <c>main</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the time at which the branch was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
