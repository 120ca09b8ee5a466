namespace Colloquy;

/// <summary>Represents what a store knows about a session without reading its log.</summary>
public sealed record SessionRecord
{
    /// <summary>Gets the session's whole key.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>Gets the time at which the session was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the time of the last commit, or of the session's creation, in whole milliseconds.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the position of the last entry. A writer must name it to be allowed to write.</summary>
    public Position Tip { get; init; }

    /// <summary>Gets the chain at the tip; <see cref="EntryHash.Seed"/> when the session is empty.</summary>
    public required Digest Chain { get; init; }

    /// <summary>Gets the number of bytes in the payloads of the session's entries.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets the number of bytes of content that the session stores outside its log.</summary>
    public long BytesOutsideLog { get; init; }

    /// <summary>Gets the number of the session's entries that have content: all but the pruned ones.</summary>
    public long Entries { get; init; }

    /// <summary>Gets the name of the current branch.</summary>
    public string Branch { get; init; } = BranchHead.Main;

    /// <summary>Gets the head of the current branch.</summary>
    public Position Head { get; init; }

    /// <summary>Gets the segment of the entry at <see cref="Head"/>; <see cref="Position.Start"/> when the branch is empty.</summary>
    public Position HeadSegment { get; init; }

    /// <summary>Gets the <see cref="BranchHead.LastMove"/> of the current branch.</summary>
    public Position LastMove { get; init; }

    /// <summary>Gets a value that indicates whether a turn waits for a person on the current branch (<see cref="BranchHead.IsWaiting"/>).</summary>
    public bool IsWaiting { get; init; }

    /// <summary>Gets the number of branches on which a turn waits for a person.</summary>
    public int WaitingBranches { get; init; }

    /// <summary>Gets the activity of the session: the one that a commit set last, or waiting when a branch waits for a person.</summary>
    public SessionActivity Activity { get; init; }

    /// <summary>Gets the time at which the current lease expires unless it is renewed; null when there is none, by the store's time (<see cref="LeaseState.IsActive"/>).</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>Gets the duration of the current lease; null when there is none, or when an earlier version wrote it.</summary>
    public TimeSpan? LeaseDuration { get; init; }

    /// <summary>Gets a value that indicates whether the process of a turn died, and the turn was not resumed.</summary>
    public bool IsInterrupted => Activity == SessionActivity.Running && LeasedUntil is null;

    /// <summary>Gets a value that indicates whether the holder of the lease is asked to stop; false when there is no valid lease.</summary>
    public bool InterruptRequested { get; init; }

    /// <summary>Gets the title and the metadata.</summary>
    public SessionDetails Details { get; init; } = new();

    /// <summary>Gets the newest prune entry; <see cref="Position.Start"/> when nothing was pruned.</summary>
    public Position Pruned { get; init; }

    /// <summary>Gets the retention policy; null when none was set.</summary>
    public RetentionPolicy? Retention { get; init; }

    /// <summary>Returns the record with the properties of a lease.</summary>
    /// <param name="lease">The state of the lease.</param>
    public SessionRecord WithLease(LeaseState lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return this with { LeasedUntil = lease.Until, LeaseDuration = lease.Until is null ? null : lease.Duration, InterruptRequested = lease.InterruptRequested };
    }

    /// <summary>Returns the record as it is at a time, without a lease that has expired.</summary>
    /// <param name="now">The store's time.</param>
    public SessionRecord AsOf(DateTimeOffset now) => LeasedUntil is null || LeaseState.IsActive(LeasedUntil, LeaseDuration, now)
        ? this
        : this with { LeasedUntil = null, LeaseDuration = null, InterruptRequested = false };
}
