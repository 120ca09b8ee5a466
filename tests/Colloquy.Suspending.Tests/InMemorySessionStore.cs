namespace Colloquy.Tests;

/// <summary>The store in memory where each call really suspends its caller, as a database's does. In this project it takes the place of the store in memory.</summary>
/// <remarks>A call to the store in memory completes at once, so that a call that nobody awaits has its effect all the same. Here it is found: see <see cref="SuspendedCalls"/>.</remarks>
public sealed class InMemorySessionStore(TimeProvider? time = null, SessionLimits? limits = null) : ISessionStore, ISessionDirectory, IOwnerState, IUsageDirectory, IUsageLedger, IRetention, IMemoryStore
{
    private readonly Colloquy.InMemorySessionStore _inner = new(time, limits);

    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.CreateAsync(key, cancellationToken));

    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.GetAsync(key, cancellationToken));

    public ValueTask<SessionDetails?> DescribeAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.DescribeAsync(key, details, cancellationToken));

    public ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.CommitAsync(key, commit, cancellationToken));

    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.ReadAsync(key, read, cancellationToken));

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.ReadStateAsync(key, head, stateKey, cancellationToken));

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.GetBranchesAsync(key, name, cancellationToken));

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.GetBlobAsync(key, hash, cancellationToken));

    public ValueTask<SessionRecord?> RestoreAsync(SessionKey key, SessionImage image, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.RestoreAsync(key, image, cancellationToken));

    public ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.LeaseAsync(key, request, cancellationToken));

    public ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.ListAsync(query, cancellationToken));

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.DeleteAsync(key, cancellationToken));

    public ValueTask<SessionPage> ListAllAsync(DirectoryQuery query, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.ListAllAsync(query, cancellationToken));

    public ValueTask<StateSlot> FindAsync(StateOwner owner, string key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.FindAsync(owner, key, cancellationToken));

    public ValueTask<IReadOnlyList<StoredState>> ListAsync(StateOwner owner, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.ListAsync(owner, cancellationToken));

    public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(StateOwner owner, StateVersion since, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.ReadChangesAsync(owner, since, cancellationToken));

    public ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.PutAsync(put, cancellationToken));

    public ValueTask<IReadOnlyList<UsageSum>> SumAllAsync(UsageDirectoryQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.SumAllAsync(query, by, cancellationToken));

    public async ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default) =>
        await SuspendedCalls.Of(async () => { await _inner.RecordAsync(key, records, cancellationToken); return true; });

    public ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.ReadUsageAsync(key, after, limit, cancellationToken));

    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.SumAsync(query, by, cancellationToken));

    public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.SetRetentionAsync(key, policy, cancellationToken));

    public ValueTask<RetentionPage> ListRetainedAsync(RetentionQuery query, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.ListRetainedAsync(query, cancellationToken));

    public ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.DeleteExpiredAsync(key, cancellationToken));

    public ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.PutAsync(put, cancellationToken));

    public ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.ReadAsync(owner, ids, cancellationToken));

    public ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.FindAsync(owner, key, cancellationToken));

    public ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.ListAsync(listing, cancellationToken));

    public ValueTask<MemoryMatches> MatchAsync(MemoryMatching matching, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.MatchAsync(matching, cancellationToken));

    public ValueTask<MemoryNeighbors> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.FindNearestAsync(owner, vector, limit, cancellationToken));

    public ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.SetVectorAsync(owner, id, version, vector, cancellationToken));

    public ValueTask<long> ForgetAsync(MemoryOwner owner, MemoryId? id, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => _inner.ForgetAsync(owner, id, cancellationToken));

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
