namespace Colloquy;

/// <summary>An atomic batch: the one way to change a session's log.</summary>
public sealed record Commit
{
    /// <summary>The id of the writer's choosing. Committing again under it returns the first receipt and changes nothing.</summary>
    public required CommitId Id { get; init; }

    /// <summary>The tip that the writer has seen. When the session's tip is another, the commit is refused.</summary>
    public required Position ExpectedTip { get; init; }

    /// <summary>The fencing token of the lease under which the writer runs a turn; null outside a turn.</summary>
    public LeaseToken? Lease { get; init; }

    /// <summary>Whether the lease is given back in the same step.</summary>
    public bool ReleasesLease { get; init; }

    /// <summary>The entries, at least one, at the positions that follow <see cref="ExpectedTip"/> without a gap.</summary>
    public required IReadOnlyList<Entry> Entries { get; init; }

    /// <summary>Where branches point afterwards: a new name makes a branch, a null head deletes one.</summary>
    public IReadOnlyList<BranchHead> Heads { get; init; } = [];

    /// <summary>The branch that becomes current; null leaves it.</summary>
    public string? CurrentBranch { get; init; }

    /// <summary>What the session is doing afterwards; null leaves it.</summary>
    public SessionActivity? Activity { get; init; }

    /// <summary>Content kept beside the log. What is there already under the same hash stays.</summary>
    public IReadOnlyList<Blob> Blobs { get; init; } = [];

    /// <summary>Checks what every store must refuse: no entries, positions with a gap, a release without a lease.</summary>
    /// <exception cref="ArgumentException">The commit is not well formed.</exception>
    public void EnsureWellFormed()
    {
        if (Entries.Count == 0)
            throw new ArgumentException("A commit adds at least one entry: every change is explained in the log.");

        for (var i = 0; i < Entries.Count; i++)
        {
            if (Entries[i].Position.Value != ExpectedTip.Value + 1 + i)
                throw new ArgumentException($"Entry {i} of the commit has position {Entries[i].Position}; after tip {ExpectedTip} it must be {ExpectedTip.Value + 1 + i}.");
        }

        if (ReleasesLease && Lease is null)
            throw new ArgumentException("A commit that releases a lease must name it.");
    }
}
