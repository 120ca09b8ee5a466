namespace Colloquy;

/// <summary>What a store knows of a session without reading its log.</summary>
public sealed record SessionRecord
{
    /// <summary>The session's whole key.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>When the session was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last commit was made, or the session was created; in whole milliseconds.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The position of the last entry. A writer must name it to be allowed to write.</summary>
    public Position Tip { get; init; }

    /// <summary>The chain at the tip; <see cref="EntryHash.Seed"/> when the session is empty.</summary>
    public required Digest Chain { get; init; }

    /// <summary>How many bytes the payloads of the session's entries have.</summary>
    public long Bytes { get; init; }

    /// <summary>How many bytes of content the session keeps beside its log.</summary>
    public long BytesBeside { get; init; }

    /// <summary>How many of the session's entries hold content: all but the pruned ones.</summary>
    public long Entries { get; init; }

    /// <summary>The name of the current branch.</summary>
    public string Branch { get; init; } = BranchHead.Main;

    /// <summary>The head of the current branch.</summary>
    public Position Head { get; init; }

    /// <summary>The segment of the entry at <see cref="Head"/>; <see cref="Position.Start"/> when the branch is empty.</summary>
    public Position HeadSegment { get; init; }

    /// <summary>The <see cref="BranchHead.Moved"/> of the current branch.</summary>
    public Position Moved { get; init; }

    /// <summary>Whether a turn waits for a person on the current branch: the <see cref="BranchHead.Waits"/> of it.</summary>
    public bool Waits { get; init; }

    /// <summary>On how many branches a turn waits for a person.</summary>
    public int WaitingBranches { get; init; }

    /// <summary>What the session is doing: what the last commit that named it said, or, when that is nothing, whether a branch waits for a person.</summary>
    public SessionActivity Activity { get; init; }

    /// <summary>Until when the present lease lives unless it is renewed; null when none lives, by the store's time (<see cref="LeaseState.Lives"/>).</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>For how long the present lease was asked for; null when none lives, or an earlier version wrote it.</summary>
    public TimeSpan? LeaseDuration { get; init; }

    /// <summary>Whether a turn was left without an end: its process died, and nobody has gone on with it.</summary>
    public bool IsInterrupted => Activity == SessionActivity.Running && LeasedUntil is null;

    /// <summary>Whether the holder of the lease is asked to stop; false when none lives.</summary>
    public bool InterruptRequested { get; init; }

    /// <summary>Title and metadata.</summary>
    public SessionDetails Details { get; init; } = new();

    /// <summary>The newest prune entry; <see cref="Position.Start"/> when nothing was pruned.</summary>
    public Position Pruned { get; init; }

    /// <summary>How long the session is kept, and how much of it; null when nothing was said.</summary>
    public RetentionPolicy? Retention { get; init; }

    /// <summary>Returns the record with what it says of the lease.</summary>
    /// <param name="lease">The state of the lease.</param>
    public SessionRecord WithLease(LeaseState lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return this with { LeasedUntil = lease.Until, LeaseDuration = lease.Until is null ? null : lease.Duration, InterruptRequested = lease.InterruptRequested };
    }

    /// <summary>Returns the record as it is at a time: without a lease that has run out.</summary>
    /// <param name="now">The store's time.</param>
    public SessionRecord AsOf(DateTimeOffset now) => LeasedUntil is null || LeaseState.Lives(LeasedUntil, LeaseDuration, now)
        ? this
        : this with { LeasedUntil = null, LeaseDuration = null, InterruptRequested = false };
}
