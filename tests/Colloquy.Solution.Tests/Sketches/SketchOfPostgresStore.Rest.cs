using System.Data.Common;

namespace Colloquy.Solution.Tests;

/// <summary>The signatures of the rest, each a statement or two by the contract of its method.</summary>
internal sealed partial class SketchOfPostgresStore : ISessionDirectory, IUsageLedger, IUsageDirectory, IOwnerState, IRetention, ISearchIndex, IMemoryStore
{
    public ValueTask<SessionRecord> CreateAsync(SessionKey key, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<SessionDetails?> SetDetailsAsync(SessionKey key, SessionDetails details, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey = null, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<SessionPage> ListAsync(SessionOwner owner, SessionQuery query, CancellationToken cancellationToken = default) => ListAllAsync(SessionSelection.OfOwner(owner), query, cancellationToken);

    public ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionOwner owner, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => SumAllAsync(SessionSelection.OfOwner(owner), query, by, cancellationToken);

    public ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionKey key, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => SumAllAsync(SessionSelection.OfSession(key), query, by, cancellationToken);

    public ValueTask<IReadOnlyList<UsageSum>> SumAllAsync(SessionSelection selection, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<IReadOnlyList<SearchLag>> FindLagsAsync(SessionSelection selection, SessionKey? after, int limit, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<long> CountLagAsync(SessionSelection selection, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<int> AddAsync(IReadOnlyList<SearchAddition> additions, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<IReadOnlyList<SearchCandidate>> MatchAsync(SearchMatching matching, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask ForgetAsync(SessionKey? key, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default) => throw Sql();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static NotImplementedException Sql() => new("A sketch has no SQL.");

    private static Task<Found?> LockAsync(DbConnection connection, SessionKey key, Commit? commit, CancellationToken cancellationToken) => throw Sql();

    private static Task WriteAsync(DbConnection connection, Commit commit, SessionRecord after, LeaseState lease, CancellationToken cancellationToken) => throw Sql();

    private static Task WriteAsync(DbConnection connection, SessionRecord record, LeaseState lease, CancellationToken cancellationToken) => throw Sql();

    private static Task WriteAsync(DbConnection connection, SessionKey key, SessionPart part, CancellationToken cancellationToken) => throw Sql();

    private static Task<Position> ReadSegmentAsync(DbConnection connection, SessionKey key, Position position, CancellationToken cancellationToken) => throw Sql();

    private static Task<bool> TryInsertAsync(DbConnection connection, SessionRecord record, CancellationToken cancellationToken) => throw Sql();

    private static Task<SessionFacts?> ReadFactsAsync(DbConnection connection, SessionKey key, CancellationToken cancellationToken) => throw Sql();

    private static IAsyncEnumerable<SessionPart> ReadPartsAsync(DbConnection connection, SessionKey key, CancellationToken cancellationToken) => throw Sql();

    private static Task EnsureListeningAsync(CancellationToken cancellationToken) => throw Sql();
}
