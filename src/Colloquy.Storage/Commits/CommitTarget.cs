namespace Colloquy.Storage;

/// <summary>Represents a session at the moment at which a store is about to make a commit on it. <see cref="Commit.EnsureFits"/> compares a commit with it.</summary>
public readonly record struct CommitTarget
{
    /// <summary>Gets the session's key.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>Gets the session's tip.</summary>
    public required Position Tip { get; init; }

    /// <summary>Gets the chain at the tip.</summary>
    public required Digest Chain { get; init; }

    /// <summary>Gets the version of the session's title and metadata.</summary>
    public required long DetailsVersion { get; init; }

    /// <summary>Gets the name of the current branch.</summary>
    public required string Branch { get; init; }

    /// <summary>Gets the state of the session's lease.</summary>
    public required LeaseState Lease { get; init; }

    /// <summary>Gets the function that finds a branch by its name. It returns a branch with a null head when the branch was deleted, and null when there never was one.</summary>
    public required Func<string, BranchHead?> FindBranch { get; init; }

    /// <summary>Gets the store's time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Gets the session's retention policy; null when it has none, or when the commit removes nothing.</summary>
    public RetentionPolicy? Retention { get; init; }

    /// <summary>Gets the time of the session's last commit. Used with <see cref="Retention"/>.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the store's limits of a session's size; null for none.</summary>
    public SessionLimits? Limits { get; init; }

    /// <summary>Gets the session's <see cref="SessionRecord.Entries"/>.</summary>
    public long Entries { get; init; }

    /// <summary>Gets the session's <see cref="SessionRecord.Bytes"/> and <see cref="SessionRecord.BytesOutsideLog"/>, together.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets the function that returns true when the session already stores content with a hash outside its log. It is called only when a limit of bytes applies.</summary>
    public required Func<Digest, bool> HasBlob { get; init; }

    /// <summary>Creates a target from a session's record.</summary>
    /// <param name="session">The record.</param>
    /// <param name="lease">The state of the session's lease.</param>
    /// <param name="findBranch">Finds a branch by its name; see <see cref="FindBranch"/>.</param>
    /// <param name="hasBlob">Returns true when content is stored outside the log; see <see cref="HasBlob"/>.</param>
    /// <param name="now">The store's time.</param>
    public static CommitTarget Of(SessionRecord session, LeaseState lease, Func<string, BranchHead?> findBranch, Func<Digest, bool> hasBlob, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new CommitTarget
        {
            Key = session.Key,
            Tip = session.Tip,
            Chain = session.Chain,
            DetailsVersion = session.Details.Version,
            Branch = session.Branch,
            Lease = lease,
            FindBranch = findBranch,
            HasBlob = hasBlob,
            Now = now,
            Retention = session.Retention,
            UpdatedAt = session.UpdatedAt,
            Entries = session.Entries,
            Bytes = session.Bytes + session.BytesOutsideLog,
        };
    }
}
