namespace Colloquy.Storage;

/// <summary>Represents a part of a session that is copied from one store to another, or restored from a document.</summary>
/// <remarks>Entries come by position, with other parts anywhere between; the last part is the one <see cref="Facts"/>.</remarks>
public abstract record SessionPart
{
    private SessionPart()
    {
    }

    /// <summary>Represents entries that follow the ones before, by position from 1 on without a gap.</summary>
    /// <param name="Items">The entries, with their positions, salts, hashes and chain. At least one.</param>
    public sealed record Entries(IReadOnlyList<Entry> Items) : SessionPart;

    /// <summary>Represents content that is kept beside the log.</summary>
    /// <param name="Item">The content.</param>
    public sealed record Content(Blob Item) : SessionPart;

    /// <summary>Represents what model calls used. A store that keeps usage (<see cref="IUsageLedger"/>) records it; another ignores it.</summary>
    /// <param name="Items">The records, counted once each.</param>
    public sealed record Usage(IReadOnlyList<UsageRecord> Items) : SessionPart;

    /// <summary>Represents commits that were made on the session, so that one that is repeated after the copy returns its first receipt.</summary>
    /// <param name="Items">The ids of the commits with their receipts.</param>
    public sealed record Receipts(IReadOnlyList<KeyValuePair<CommitId, CommitReceipt>> Items) : SessionPart;

    /// <summary>Represents all else that a store knows of the session. The last part.</summary>
    public sealed record Facts : SessionPart
    {
        /// <summary>Gets the time at which the session was created, in whole milliseconds.</summary>
        public required DateTimeOffset CreatedAt { get; init; }

        /// <summary>Gets the time of its last commit, in whole milliseconds.</summary>
        public required DateTimeOffset UpdatedAt { get; init; }

        /// <summary>Gets the branches, deleted ones with a null head; <c>main</c> is among them.</summary>
        public required IReadOnlyList<BranchHead> Branches { get; init; }

        /// <summary>Gets the name of the current branch.</summary>
        public required string Branch { get; init; }

        /// <summary>Gets what the session is doing. Whether it waits follows from its branches (<see cref="BranchHead.Waits"/>).</summary>
        public SessionActivity Activity { get; init; }

        /// <summary>Gets the title and metadata.</summary>
        public SessionDetails Details { get; init; } = new();

        /// <summary>Gets the retention policy; only for a store that keeps policies (<see cref="IRetention"/>).</summary>
        public RetentionPolicy? Retention { get; init; }
    }
}
