namespace Colloquy.Tests;

/// <summary>The store in memory where each call really suspends its caller, as a database's does. In this project it takes the place of the store in memory.</summary>
/// <remarks>A call to the store in memory completes at once, so that a call that nobody awaits has its effect all the same. Here it is found: see <see cref="SuspendedCalls"/>.</remarks>
public sealed class InMemorySessionStore(TimeProvider? time = null, SessionLimits? limits = null) : DelegatingSessionStore(new Colloquy.InMemorySessionStore(time, limits)), ISessionDirectory, IOwnerState, IUsageDirectory, IUsageLedger, IRetention, IMemoryStore
{
    private Colloquy.InMemorySessionStore Real => (Colloquy.InMemorySessionStore)Inner;

    public override ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.CreateAsync(key, cancellationToken));

    public override ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.GetAsync(key, cancellationToken));

    public override ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.SetDetailsAsync(key, details, cancellationToken));

    public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.CommitAsync(key, commit, cancellationToken));

    public override ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ReadAsync(key, read, cancellationToken));

    public override ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ReadStateAsync(key, head, stateKey, cancellationToken));

    public override ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.GetBranchesAsync(key, name, cancellationToken));

    public override ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.GetBlobAsync(key, hash, cancellationToken));

    public override ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.RestoreAsync(key, parts, cancellationToken));

    public override ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.LeaseAsync(key, request, cancellationToken));

    public override ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ListAsync(owner, query, cancellationToken));

    public override ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.DeleteAsync(key, cancellationToken));

    public ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ListAllAsync(selection, query, cancellationToken));

    public ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.FindAsync(owner, key, cancellationToken));

    public ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ListAsync(owner, cancellationToken));

    public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ReadChangesAsync(owner, since, cancellationToken));

    public ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.PutAsync(put, cancellationToken));

    public ValueTask<IReadOnlyList<UsageSum>> SumAllAsync(SessionSelection selection, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.SumAllAsync(selection, query, by, cancellationToken));

    public async ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default) =>
        await SuspendedCalls.Of(async () => { await Real.RecordAsync(key, records, cancellationToken); return true; });

    public ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ReadUsageAsync(key, after, limit, cancellationToken));

    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionOwner owner, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.SumAsync(owner, query, by, cancellationToken));

    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionKey key, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.SumAsync(key, query, by, cancellationToken));

    public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.SetRetentionAsync(key, policy, cancellationToken));

    public ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.HoldAsync(key, hold, cancellationToken));

    public ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.LiftHoldAsync(key, name, cancellationToken));

    public ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ListRetainedAsync(selection, after, limit, cancellationToken));

    public ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.DeleteExpiredAsync(key, cancellationToken));

    public ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.PutAsync(put, cancellationToken));

    public ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ReadAsync(owner, ids, cancellationToken));

    public ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.FindAsync(owner, key, cancellationToken));

    public ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ListAsync(listing, cancellationToken));

    public ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.MatchAsync(owner, terms, anyTerm, limit, cancellationToken));

    public ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.FindNearestAsync(owner, vector, limit, cancellationToken));

    public ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.SetVectorAsync(owner, id, version, vector, cancellationToken));

    public ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ForgetAsync(owner, id, cancellationToken));

    public ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default) => SuspendedCalls.Of(() => Real.ClearAsync(owner, cancellationToken));
}
