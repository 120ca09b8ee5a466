namespace Colloquy;

/// <summary>A whole session, as it was elsewhere: what a store makes one of in a single step.</summary>
public sealed record SessionImage
{
    /// <summary>When the session was created, in whole milliseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last commit was made, in whole milliseconds.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The entries, by position from 1 on without a gap.</summary>
    public required IReadOnlyList<Entry> Entries { get; init; }

    /// <summary>The branches, deleted ones with a null head; <c>main</c> is among them.</summary>
    public required IReadOnlyList<BranchHead> Branches { get; init; }

    /// <summary>The branch that is current.</summary>
    public required string Branch { get; init; }

    /// <summary>What the session is doing. Whether it waits follows from its branches (<see cref="BranchHead.Waits"/>), whatever is said here.</summary>
    public SessionActivity Activity { get; init; }

    /// <summary>Title and metadata.</summary>
    public SessionDetails Details { get; init; } = new();

    /// <summary>How long it is kept; only for a store that keeps policies (<see cref="IRetention"/>).</summary>
    public RetentionPolicy? Retention { get; init; }

    /// <summary>Content kept beside the log.</summary>
    public IReadOnlyList<Blob> Blobs { get; init; } = [];

    /// <summary>What its model calls used, to be counted once each. A store that keeps usage (<see cref="IUsageLedger"/>) records it; another ignores it.</summary>
    public IReadOnlyList<UsageRecord> Usage { get; init; } = [];

    /// <summary>Returns the record of the session.</summary>
    /// <param name="key">The session's key.</param>
    /// <param name="limits">How large the session may become in the store; null for no limits.</param>
    /// <exception cref="SessionFullException">The session is larger than that.</exception>
    public SessionRecord ToRecord(SessionKey key, SessionLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        var (entries, bytes, beside) = (Entries.LongCount(entry => !entry.IsPruned), Entries.Sum(entry => (long)entry.Payload.Length), Blobs.DistinctBy(blob => blob.Hash).Sum(blob => (long)blob.Bytes.Length));
        if (entries > limits?.MaxEntries)
            throw new SessionFullException(key, nameof(limits.MaxEntries), limits.MaxEntries.Value, entries);
        if (bytes + beside > limits?.MaxBytes)
            throw new SessionFullException(key, nameof(limits.MaxBytes), limits.MaxBytes.Value, bytes + beside);

        var current = Branches.First(branch => branch.Name == Branch);
        var head = current.Head ?? Position.Start;
        var waiting = Branches.Count(branch => branch.Waits);
        return new SessionRecord
        {
            Key = key,
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
            Tip = new Position(Entries.Count),
            Chain = Entries.Count == 0 ? EntryHash.Seed(key) : Entries[^1].Chain,
            Bytes = bytes,
            BytesBeside = beside,
            Entries = entries,
            Branch = Branch,
            Head = head,
            HeadSegment = head.IsStart ? Position.Start : Entries[(int)head.Value - 1].Segment,
            Moved = current.Moved,
            Waits = current.Waits,
            WaitingBranches = waiting,
            Activity = Activity is SessionActivity.Running or SessionActivity.Closed ? Activity : waiting > 0 ? SessionActivity.Waiting : SessionActivity.Idle,
            Details = Details,
            Pruned = Entries.LastOrDefault(entry => entry.Kind == EntryKind.Prune)?.Position ?? Position.Start,
            Retention = Retention,
        };
    }

    /// <summary>Checks what every store refuses.</summary>
    /// <exception cref="ArgumentException">
    /// Positions have a gap; an entry continues from one that does not come before it; a branch is named twice, points beyond the last entry, or is deleted and waits;
    /// there is no <c>main</c>; the current branch is not there; a text is not well-formed Unicode; the policy cannot be.
    /// </exception>
    /// <exception cref="InvalidKeyException">The name of a branch breaks the rules for names.</exception>
    public void EnsureWellFormed()
    {
        for (var i = 0; i < Entries.Count; i++)
            EntryRules.Check(Entries[i], new Position(i + 1));

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var branch in Branches)
        {
            KeyRules.Check(branch.Name, "branch name", KeyRules.MaxIdBytes, mayBeEmpty: false, nameof(Branches));
            if (!names.Add(branch.Name))
                throw new ArgumentException($"The session has two branches '{branch.Name}'.");
            if (branch is { Head: null, Waits: true })
                throw new ArgumentException($"Branch '{branch.Name}' is deleted, and cannot wait.");
            if (branch.Head?.Value > Entries.Count || branch.Moved.Value > Entries.Count)
                throw new ArgumentException($"Branch '{branch.Name}' points beyond the last entry, {Entries.Count}.");
        }

        if (!names.Contains(BranchHead.Main) || Branches.FirstOrDefault(branch => branch.Name == Branch) is not { Head: not null })
            throw new ArgumentException($"The session must have a branch '{BranchHead.Main}', and a branch '{Branch}' to be current.");
        Details.EnsureWellFormed();
        Retention?.EnsureWellFormed();
    }
}
