namespace Colloquy.Storage.Conformance;

/// <summary>A store whose process dies before one of its writes.</summary>
internal sealed class CutOffStore(ISessionStore store, int calls) : DelegatingSessionStore(store), IMemoryStore, IOwnerCopy, IErasure
{
    private int _left = calls;

    private IMemoryStore Memories => Inner.Require<IMemoryStore>();

    private IOwnerCopy Owners => Inner.Require<IOwnerCopy>();

    public override ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default) => Live(() => base.DeleteAsync(key, cancellationToken));

    public ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default) => Live(() => Memories.ClearAsync(owner, cancellationToken));

    public async ValueTask RestoreStateAsync(SessionOwner owner, IReadOnlyList<StoredState> state, CancellationToken cancellationToken = default) => await Live(async () =>
    {
        await Owners.RestoreStateAsync(owner, state, cancellationToken);
        return true;
    });

    public async ValueTask MovePastUsageAsync(SessionOwner owner, SessionOwner pseudonym, CancellationToken cancellationToken = default) => await Live(async () =>
    {
        await Inner.Require<IErasure>().MovePastUsageAsync(owner, pseudonym, cancellationToken);
        return true;
    });

    public ValueTask<bool> ScrubAsync(CancellationToken cancellationToken = default) => Live(() => Inner.Require<IErasure>().ScrubAsync(cancellationToken));

    public ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default) => Memories.PutAsync(put, cancellationToken);

    public ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) => Memories.ReadAsync(owner, ids, cancellationToken);

    public ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default) => Memories.FindAsync(owner, key, cancellationToken);

    public ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default) => Memories.ListAsync(listing, cancellationToken);

    public ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default) => Memories.MatchAsync(owner, terms, anyTerm, limit, cancellationToken);

    public ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default) => Memories.FindNearestAsync(owner, vector, limit, cancellationToken);

    public ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default) => Memories.SetVectorAsync(owner, id, version, vector, cancellationToken);

    public ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default) => Memories.ForgetAsync(owner, id, cancellationToken);

    public ValueTask<IReadOnlyList<MemoryOwner>> ListOwnersAsync(MemoryOwner? after, int limit, CancellationToken cancellationToken = default) => Owners.ListOwnersAsync(after, limit, cancellationToken);

    public ValueTask RestoreMemoriesAsync(MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories, CancellationToken cancellationToken = default) => Owners.RestoreMemoriesAsync(owner, memories, cancellationToken);

    public ValueTask<IReadOnlyList<MemoryVector?>> ReadVectorsAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default) => Owners.ReadVectorsAsync(owner, ids, cancellationToken);

    public ValueTask<IReadOnlyList<UsageRecord>> ReadPastUsageAsync(SessionOwner owner, UsageRecord? after, int limit, CancellationToken cancellationToken = default) => Owners.ReadPastUsageAsync(owner, after, limit, cancellationToken);

    private ValueTask<T> Live<T>(Func<ValueTask<T>> work) => _left-- == 0 ? throw new OperationCanceledException("The process died.") : work();
}
