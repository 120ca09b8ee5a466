namespace Colloquy;

/// <summary>Selects events of a session.</summary>
public sealed record EventQuery
{
    /// <summary>Gets the time from which on events are read; null from the beginning.</summary>
    /// <remarks>It is found by binary search, as clocks usually go forward. Where a clock was set back, it is one of the places where the log reaches that time, and entries that were written there with an earlier time are left out.</remarks>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Gets the time before which events are read; null to the end.</summary>
    /// <remarks>It is found as <see cref="Since"/> is.</remarks>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Gets the position after which events are read.</summary>
    public Position After { get; init; }

    /// <summary>Gets the maximum number of events, from 0, the oldest first; null for all.</summary>
    public int? Limit
    {
        get;
        init
        {
            if (value is { } limit)
                ArgumentOutOfRangeException.ThrowIfNegative(limit, nameof(Limit));
            field = value;
        }
    }

    /// <summary>Gets the kinds of events to read; null for all.</summary>
    public IReadOnlyList<EntryKind>? Kinds { get; init; }

    /// <summary>Gets a value that indicates whether only the history of the branch is read, without undone entries, other branches, and entries that belong to no branch.</summary>
    /// <value>The default is false.</value>
    public bool OnlyBranch { get; init; }
}
