namespace Colloquy.Storage.Conformance;

/// <summary>What a session must be, kept in the plainest way: lists, dictionaries, parents followed one by one.</summary>
internal sealed class SessionModel(SessionKey key, DateTimeOffset now)
{
    public SessionKey Key => key;

    public DateTimeOffset CreatedAt { get; } = now;

    public DateTimeOffset UpdatedAt { get; private set; } = now;

    public List<Entry> Log { get; } = [];

    public List<Commit> Commits { get; } = [];

    public Dictionary<CommitId, CommitReceipt> Receipts { get; } = [];

    public Dictionary<string, BranchHead> Branches { get; } = new(StringComparer.Ordinal) { [BranchHead.Main] = new(BranchHead.Main, Position.Start) };

    public string Branch { get; private set; } = BranchHead.Main;

    /// <summary>What the last commit that named it said that the session is doing.</summary>
    public SessionActivity Said { get; private set; }

    public SessionDetails Details { get; set; } = new();

    public LeaseModel Lease { get; } = new();

    public Dictionary<Digest, byte[]> Blobs { get; } = [];

    public long Tip => Log.Count;

    public long Head => Branches[Branch].Head?.Value ?? 0;

    public SessionRecord RecordAt(DateTimeOffset time) => new()
    {
        Key = key,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        Tip = new Position(Tip),
        Chain = Log.Count == 0 ? EntryHash.Seed(key) : Log[^1].Chain,
        Branch = Branch,
        Head = new Position(Head),
        HeadSegment = Head == 0 ? Position.Start : At(Head).Segment,
        LastMove = Branches[Branch].LastMove,
        IsWaiting = Branches[Branch].IsWaiting,
        WaitingBranches = Branches.Values.Count(branch => branch.IsWaiting),
        Activity = Said == SessionActivity.Idle && Branches.Values.Any(branch => branch.IsWaiting) ? SessionActivity.Waiting : Said,
        LeasedUntil = Lease.HeldUntil(time),
        InterruptRequested = Lease.IsInterrupted(time),
        Details = Details,
    };

    /// <summary>The exception that a commit must meet, by the contract's own order; null when it must succeed.</summary>
    public Type? RefusalOf(Commit commit, DateTimeOffset at)
    {
        if (Receipts.ContainsKey(commit.Id))
            return null;
        if (commit.Lease is null && Lease.IsHeld(at))
            return typeof(SessionBusyException);
        if (commit.Lease is { } token && (token.Value != Lease.Token || !Lease.IsGivenOut))
            return typeof(LeaseLostException);
        if (commit.ExpectedTip.Value != Tip)
            return typeof(TipConflictException);

        var after = new Dictionary<string, BranchHead>(Branches, StringComparer.Ordinal);
        foreach (var head in commit.Heads)
        {
            if ((after.GetValueOrDefault(head.Name) ?? head) is { Head: null })
                return typeof(ArgumentException);
            after[head.Name] = head;
        }

        return after.GetValueOrDefault(commit.CurrentBranch ?? Branch)?.Head is null ? typeof(ArgumentException) : null;
    }

    public CommitReceipt Apply(Commit commit, DateTimeOffset at)
    {
        if (Receipts.TryGetValue(commit.Id, out var first))
            return first with { Repeated = true };

        Log.AddRange(commit.Entries);
        foreach (var head in commit.Heads)
            Branches[head.Name] = head;
        foreach (var blob in commit.Blobs)
            Blobs.TryAdd(blob.Hash, blob.Bytes.ToArray());
        Branch = commit.CurrentBranch ?? Branch;
        Said = commit.Activity ?? Said;
        UpdatedAt = at;
        if (commit.Title is not null && Details.Title is null)
            Details = Details with { Title = commit.Title, Version = Details.Version + 1 };
        if (commit.ReleasesLease)
            Lease.GiveBack();
        Commits.Add(commit);
        return Receipts[commit.Id] = new CommitReceipt(commit.Entries[0].Position, commit.Entries[^1].Position, commit.Entries[^1].Chain);
    }

    /// <summary>The line of an entry, from its beginning.</summary>
    public List<Entry> LineOf(long head)
    {
        var line = new List<Entry>();
        for (var position = head; position > 0; position = At(position).Parent.Value)
            line.Insert(0, At(position));
        return line;
    }

    public IEnumerable<Entry> StateAt(long head) => LineOf(head)
        .Where(entry => entry.Kind == EntryKind.State)
        .GroupBy(entry => entry.Subject!, StringComparer.Ordinal)
        .OrderBy(writes => writes.Key, StringComparer.Ordinal)
        .Select(writes => writes.Last());

    private Entry At(long position) => Log[(int)position - 1];
}
