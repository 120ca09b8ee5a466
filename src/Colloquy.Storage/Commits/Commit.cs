namespace Colloquy.Storage;

/// <summary>Represents an atomic batch of changes: the only way to change a session's log.</summary>
public sealed partial record Commit
{
    /// <summary>Gets the id, which the writer chooses. A second commit with the same id returns the first receipt and changes nothing.</summary>
    public required CommitId Id { get; init; }

    /// <summary>Gets the tip that the writer expects. When the session has another tip, the commit is refused.</summary>
    public required Position ExpectedTip { get; init; }

    /// <summary>Gets the chain at that tip, which distinguishes the session from one that was created again under its key; null to skip the check.</summary>
    public Digest? ExpectedChain { get; init; }

    /// <summary>Gets the <see cref="SessionDetails.Version"/> that the session must have; null to skip the check. A store that encrypts names it, so that nothing is written with keys that were replaced.</summary>
    public long? ExpectedDetails { get; init; }

    /// <summary>Gets the fencing token of the lease under which the writer runs a turn; null outside a turn.</summary>
    public LeaseToken? Lease { get; init; }

    /// <summary>Gets a value that indicates whether the lease is released in the same step.</summary>
    public bool ReleasesLease { get; init; }

    /// <summary>Gets the entries, at least one, at the positions that follow <see cref="ExpectedTip"/> without a gap.</summary>
    public required IReadOnlyList<Entry> Entries { get; init; }

    /// <summary>Gets the heads of branches after the commit. A new name creates a branch; a null head deletes one.</summary>
    public IReadOnlyList<BranchHead> Heads { get; init; } = [];

    /// <summary>Gets the branch that becomes current; null leaves the current branch unchanged.</summary>
    public string? CurrentBranch { get; init; }

    /// <summary>Gets the activity of the session after the commit; null leaves it unchanged. Never <see cref="SessionActivity.Waiting"/>, which follows from the branches: see <see cref="ActivityAfter"/>.</summary>
    public SessionActivity? Activity { get; init; }

    /// <summary>Gets the title that a session without one is given in the same step, which raises <see cref="SessionDetails.Version"/> by 1; a session that has a title keeps it. Null for none. A store that encrypts encrypts it, as in <see cref="ISessionStore.SetDetailsAsync"/>.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the content that is stored outside the log. Content that is already stored under the same hash stays.</summary>
    public IReadOnlyList<Blob> Blobs { get; init; } = [];

    /// <summary>Gets the usage of the model calls among the entries. A store that implements <see cref="IUsageLedger"/> stores it in the same transaction; other stores ignore it.</summary>
    public IReadOnlyList<UsageRecord> Usage { get; init; } = [];

    /// <summary>Gets the writes to the state of the session's user and app, in order; only for a store that implements <see cref="IOwnerState"/>.</summary>
    public IReadOnlyList<StatePut> Puts { get; init; } = [];

    /// <summary>Gets the entries whose payloads the commit removes, only for a store that implements <c>IRetention</c>; null for none. Such a commit leaves <see cref="SessionRecord.UpdatedAt"/>, and its last entry becomes <see cref="SessionRecord.Pruned"/>.</summary>
    public PruneOrder? Prune { get; init; }

    /// <summary>Gets a value that indicates whether the commit does not count as a use of the session, as the model calls of a pruning do not, and leaves <see cref="SessionRecord.UpdatedAt"/> as it is. A commit that prunes leaves it in any case.</summary>
    public bool LeavesUpdatedAt { get => field || Prune is not null; init; }

    /// <summary>Gets the writer's limits of the session's size; null for those of the store. The lower limit of the two applies.</summary>
    public SessionLimits? Limits { get; init; }

    /// <summary>Returns the number of bytes in the payloads of the entries, which the commit adds to <see cref="SessionRecord.Bytes"/>.</summary>
    public long CountBytes()
    {
        long bytes = 0;
        for (var i = 0; i < Entries.Count; i++)
            bytes += Entries[i].Payload.Length;
        return bytes;
    }

    /// <summary>Returns the number of bytes of content that the commit adds outside the log, which it adds to <see cref="SessionRecord.BytesOutsideLog"/>.</summary>
    /// <param name="has">Returns true when the session already stores content with a hash.</param>
    public long CountBytesOutsideLog(Func<Digest, bool> has)
    {
        ArgumentNullException.ThrowIfNull(has);
        long bytes = 0;
        for (var i = 0; i < Blobs.Count; i++)
        {
            var hash = Blobs[i].Hash;
            if (!has(hash) && !Blobs.Take(i).Any(blob => blob.Hash == hash))
                bytes += Blobs[i].Bytes.Length;
        }

        return bytes;
    }

    /// <summary>Whether the commit is taken by a session that is full: it ends or shrinks something.</summary>
    private bool IsAnEnd => Prune is not null || LeavesUpdatedAt || Entries.All(entry => entry.Kind == EntryKind.TurnEnd || entry.Kind == EntryKind.HeadMove || entry.Kind == EntryKind.Branch
        || entry.Kind == EntryKind.Lifecycle || entry.Kind == EntryKind.ApprovalAnswer || entry.Kind == EntryKind.Signature || entry.Kind == EntryKind.Audit || (entry.Kind == EntryKind.State && (Activity == SessionActivity.Closed || IsAnswer)));

    /// <summary>Whether the commit answers approvals. What it notes of that in the state comes with them.</summary>
    private bool IsAnswer => Entries.Any(entry => entry.Kind == EntryKind.ApprovalAnswer);

    /// <summary>Gets a value that indicates whether the commit prunes or deletes a branch, which an immutable session refuses.</summary>
    public bool TakesAway => Prune is not null || Heads.Any(head => head.Head is null);

    /// <summary>Counts the branches on which a turn waits after the commit, by the heads that it names.</summary>
    /// <param name="before">The number of such branches before the commit.</param>
    /// <param name="find">Finds a branch by its name, as it was before the commit.</param>
    public int CountWaiting(int before, Func<string, BranchHead?> find)
    {
        ArgumentNullException.ThrowIfNull(find);

        for (var i = 0; i < Heads.Count; i++)
            before += (Heads[i].IsWaiting ? 1 : 0) - (find(Heads[i].Name) is { IsWaiting: true } ? 1 : 0);
        return before;
    }

    /// <summary>Returns the activity of the session after the commit: running or closed when a commit said so; otherwise waiting while one of its branches waits.</summary>
    /// <param name="before">The activity before the commit.</param>
    /// <param name="waiting">The number of branches that wait after the commit, from <see cref="CountWaiting"/>.</param>
    public SessionActivity ActivityAfter(SessionActivity before, int waiting) => (Activity ?? before) switch
    {
        SessionActivity.Running => SessionActivity.Running,
        SessionActivity.Closed => SessionActivity.Closed,
        _ => waiting > 0 ? SessionActivity.Waiting : SessionActivity.Idle,
    };

    /// <summary>Checks the rules that hold for every session: see the exceptions.</summary>
    /// <exception cref="ArgumentException">
    /// There is no entry; positions have a gap; an entry continues from one that does not come before it; a state write
    /// names no key; a text is not well-formed Unicode; a branch or a key of state is named twice; a lease is released and not named;
    /// the activity is said to be waiting; a deleted branch is said to wait.
    /// </exception>
    /// <exception cref="InvalidKeyException">The name of a branch, or a key of state, breaks the rules for names.</exception>
    public void EnsureWellFormed()
    {
        if (Entries.Count == 0)
            throw new ArgumentException("A commit adds at least one entry: every change is explained in the log.");

        for (var i = 0; i < Entries.Count; i++)
            EntryRules.Check(Entries[i], new Position(ExpectedTip.Value + 1 + i));

        if (Activity == SessionActivity.Waiting)
            throw new ArgumentException("A commit does not say that the session waits: that follows from its branches. Set BranchHead.IsWaiting.");

        for (var i = 0; i < Heads.Count; i++)
        {
            if (Heads[i] is { Head: null, IsWaiting: true })
                throw new ArgumentException($"Branch '{Heads[i].Name}' is deleted by the commit, and cannot wait.");
            KeyRules.Check(Heads[i].Name, "branch name", KeyRules.MaxIdBytes, nameof(Heads));
            for (var other = 0; other < i; other++)
            {
                if (Heads[other].Name == Heads[i].Name)
                    throw new ArgumentException($"The commit moves branch '{Heads[i].Name}' twice.");
            }
        }

        for (var i = 0; i < Puts.Count; i++)
        {
            Puts[i].EnsureWellFormed();
            for (var other = 0; other < i; other++)
            {
                if (Puts[other].Key == Puts[i].Key && Puts[other].Owner == Puts[i].Owner)
                    throw new ArgumentException($"The commit writes '{Puts[i].Key}' of {Puts[i].Owner} twice.");
            }
        }

        if (Title is { } title && LoneSurrogates.HasOne(title))
            throw new ArgumentException("The title has a lone surrogate.");

        Prune?.EnsureWellFormed(ExpectedTip);
        if (ReleasesLease && Lease is null)
            throw new ArgumentException("A commit that releases a lease must name it.");
    }

    /// <summary>Checks that the commit can be made on a session, in the order that the port promises. Changes nothing.</summary>
    /// <param name="target">The session.</param>
    /// <exception cref="SessionBusyException">Another run holds the lease.</exception>
    /// <exception cref="LeaseLostException">The commit's own lease is lost.</exception>
    /// <exception cref="TipConflictException">The expected tip, or the chain at it, is not the session's.</exception>
    /// <exception cref="DetailsConflictException">The title and metadata do not have the expected version.</exception>
    /// <exception cref="ArgumentException">A head or the current branch is not possible, or the commit writes state that belongs to neither the session's user nor its app.</exception>
    /// <exception cref="SessionHeldException">The session is under a legal hold, and the commit prunes it or deletes a branch.</exception>
    /// <exception cref="SessionImmutableException">The session is immutable, and the commit prunes it or deletes a branch.</exception>
    /// <exception cref="SizeLimitException">The session would exceed a limit of its size, and the commit does not end or shrink anything.</exception>
    public void EnsureFits(in CommitTarget target)
    {
        var key = target.Key;
        target.Lease.EnsureMayCommit(key, Lease, target.Now);
        if (ExpectedTip != target.Tip || (ExpectedChain is { } seen && seen != target.Chain))
            throw new TipConflictException(key, ExpectedTip, target.Tip);
        if (ExpectedDetails is { } details && details != target.DetailsVersion)
            throw new DetailsConflictException(key, details, target.DetailsVersion);

        foreach (var put in Puts)
        {
            if (put.Owner.App != key.App || (put.Owner.User is { } user && user != key.User))
                throw new ArgumentException($"A commit of session {key} cannot write the state of {put.Owner}.");
        }

        EnsureHeads(target);
        if (TakesAway)
            RetentionPolicy.EnsureMayRemove(key, target.Retention, target.UpdatedAt, target.Now, Prune is null ? "none of its branches can be deleted" : "it cannot be pruned");
        EnsureRoom(target);
    }

    private void EnsureHeads(in CommitTarget target)
    {
        var last = Entries[^1].Position;
        var current = CurrentBranch ?? target.Branch;
        var moved = target.FindBranch(current);
        for (var i = 0; i < Heads.Count; i++)
        {
            var head = Heads[i];
            if (target.FindBranch(head.Name) is { Head: null } || (head.Head is null && target.FindBranch(head.Name) is null))
                throw new ArgumentException($"Branch '{head.Name}' of session {target.Key} is deleted or never was; a name is used once.");
            if (head.Head > last)
                throw new ArgumentException($"Branch '{head.Name}' of session {target.Key} cannot point at {head.Head}: the commit ends at {last}.");
            if (head.Name == current)
                moved = head;
        }

        if (moved?.Head is null)
            throw new ArgumentException($"Session {target.Key} has no branch '{current}' to be current.");
    }

    private void EnsureRoom(in CommitTarget target)
    {
        var limits = target.Limits?.With(Limits) ?? Limits;
        if (limits is null || limits.AreNone || IsAnEnd)
            return;

        if (target.Entries + Entries.Count > limits.MaxEntries)
            throw SizeLimitException.Session(target.Key, SizeLimit.SessionEntries, limits.MaxEntries.Value, target.Entries + Entries.Count);
        if (limits.MaxBytes is { } most && target.Bytes + CountBytes() + CountBytesOutsideLog(target.HasBlob) is var bytes && bytes > most)
            throw SizeLimitException.Session(target.Key, SizeLimit.SessionBytes, most, bytes);
    }
}
