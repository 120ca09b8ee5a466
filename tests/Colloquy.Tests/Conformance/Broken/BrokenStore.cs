namespace Colloquy.Tests.Conformance.Broken;

/// <summary>Passes every call on. A broken store changes the one call that it breaks.</summary>
public abstract class BrokenStore(TimeProvider clock) : DelegatingSessionStore(new InMemorySessionStore(clock)), ISessionDirectory, ISessionCopy, IOwnerCopy, IUsageLedger, IUsageDirectory, IOwnerState, IMemoryStore, IRetention, IContentRewriting
{
    private int _waiting;

    protected new InMemorySessionStore Inner => (InMemorySessionStore)base.Inner;

    protected TimeProvider Clock => clock;

    /// <summary>Has what the broken store has, also where the store in memory has no such part.</summary>
    public override object? GetService(Type serviceType) => serviceType?.IsInstanceOfType(this) == true ? this : base.GetService(serviceType!);

    public virtual IAsyncEnumerable<SessionPart> CopyAsync(SessionKey key, CancellationToken cancellationToken = default) => Inner.CopyAsync(key, cancellationToken);

    public virtual ValueTask<IReadOnlyList<MemoryOwner>> ListOwnersAsync(MemoryOwner? after, int limit, CancellationToken cancellationToken = default) => Inner.ListOwnersAsync(after, limit, cancellationToken);

    public virtual ValueTask RestoreStateAsync(SessionOwner owner, IReadOnlyList<StoredState> state, CancellationToken cancellationToken = default) => Inner.RestoreStateAsync(owner, state, cancellationToken);

    public virtual ValueTask RestoreMemoriesAsync(MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories, CancellationToken cancellationToken = default) => Inner.RestoreMemoriesAsync(owner, memories, cancellationToken);

    public virtual ValueTask<IReadOnlyList<MemoryVector?>> ReadVectorsAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) => Inner.ReadVectorsAsync(owner, ids, cancellationToken);

    public virtual ValueTask<IReadOnlyList<UsageRecord>> ReadPastUsageAsync(SessionOwner owner, UsageRecord? after, int limit, CancellationToken cancellationToken = default) => Inner.ReadPastUsageAsync(owner, after, limit, cancellationToken);

    public virtual ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default) => Inner.ListAllAsync(selection, query, cancellationToken);

    public virtual ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default) => Inner.RecordAsync(key, records, cancellationToken);

    public virtual ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default) => Inner.ReadUsageAsync(key, after, limit, cancellationToken);

    public virtual ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionOwner owner, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => Inner.SumAsync(owner, query, by, cancellationToken);

    public virtual ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionKey key, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => Inner.SumAsync(key, query, by, cancellationToken);

    public virtual ValueTask<IReadOnlyList<UsageSum>> SumAllAsync(SessionSelection selection, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => Inner.SumAllAsync(selection, query, by, cancellationToken);

    public virtual ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default) => Inner.FindAsync(owner, key, cancellationToken);

    public virtual ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default) => Inner.ListAsync(owner, cancellationToken);

    public virtual ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default) => Inner.ReadChangesAsync(owner, since, cancellationToken);

    public virtual ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default) => Inner.PutAsync(put, cancellationToken);

    public virtual ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default) => Inner.PutAsync(put, cancellationToken);

    public virtual ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) => Inner.ReadAsync(owner, ids, cancellationToken);

    public virtual ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default) => Inner.FindAsync(owner, key, cancellationToken);

    public virtual ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default) => Inner.ListAsync(listing, cancellationToken);

    public virtual ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default) => Inner.MatchAsync(owner, terms, anyTerm, limit, cancellationToken);

    public virtual ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default) => Inner.FindNearestAsync(owner, vector, limit, cancellationToken);

    public virtual ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default) => Inner.SetVectorAsync(owner, id, version, vector, cancellationToken);

    public virtual ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default) => Inner.ForgetAsync(owner, id, cancellationToken);

    public virtual ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default) => Inner.ClearAsync(owner, cancellationToken);

    public virtual ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default) => Inner.SetRetentionAsync(key, policy, cancellationToken);

    public virtual ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default) => Inner.HoldAsync(key, hold, cancellationToken);

    public virtual ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default) => Inner.LiftHoldAsync(key, name, cancellationToken);

    public virtual ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default) => Inner.ListRetainedAsync(selection, after, limit, cancellationToken);

    public virtual ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default) => Inner.DeleteExpiredAsync(key, cancellationToken);

    public virtual ValueTask<bool> RewriteSessionAsync(SessionKey key, SessionRewrite rewrite, CancellationToken cancellationToken = default) => Inner.RewriteSessionAsync(key, rewrite, cancellationToken);

    public virtual ValueTask<bool> RewriteStateAsync(SessionOwner owner, StateRewrite rewrite, CancellationToken cancellationToken = default) => Inner.RewriteStateAsync(owner, rewrite, cancellationToken);

    public virtual ValueTask<bool> RewriteMemoryAsync(MemoryOwner owner, MemoryRewrite rewrite, CancellationToken cancellationToken = default) => Inner.RewriteMemoryAsync(owner, rewrite, cancellationToken);

    /// <summary>The commit as it would have to be at another tip: on the same line, renumbered and chained anew.</summary>
    protected static Commit Rebase(Commit commit, SessionRecord record)
    {
        var shift = record.Tip.Value - commit.ExpectedTip.Value;
        var chain = record.Chain;
        var entries = new List<Entry>();
        foreach (var entry in commit.Entries)
        {
            var moved = entry with { Position = Move(entry.Position), Parent = Move(entry.Parent), Segment = Move(entry.Segment) };
            chain = EntryHash.OfChain(chain, moved);
            entries.Add(moved with { Chain = chain });
        }

        return commit with { ExpectedTip = record.Tip, ExpectedChain = null, Entries = entries, Heads = [.. commit.Heads.Select(head => head with { Head = head.Head is { } at ? Move(at) : null })] };

        Position Move(Position position) => position > commit.ExpectedTip ? new Position(position.Value + shift) : position;
    }

    /// <summary>Lets another in where a correct store would not: waits until one comes, or for a while when none does.</summary>
    protected async Task LetOthersInAsync()
    {
        Interlocked.Increment(ref _waiting);
        for (var turns = 0; turns < 2_000 && Volatile.Read(ref _waiting) < 2; turns++)
            await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
        Interlocked.Decrement(ref _waiting);
    }

    protected async Task<SessionRecord> RecordAsync(SessionKey key) => await Inner.GetAsync(key) ?? throw new SessionNotFoundException(key);
}
