namespace Colloquy;

/// <content>What belongs to users and applications. What belongs to an application, and to no user, is open to all principals: an agent that runs for any of them uses it.</content>
internal sealed partial class GuardedSessionStore : IOwnerState, IMemoryStore, IUsageLedger
{
    private IOwnerState States => RequiredPort.OwnerState(Inner, Scope.User);

    private IMemoryStore Memories => RequiredPort.Memories(Inner);

    private IUsageLedger Ledger => Inner.GetService<IUsageLedger>()!;

    public async ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, owner, cancellationToken).ConfigureAwait(false);
        return await States.FindAsync(owner, key, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, owner, cancellationToken).ConfigureAwait(false);
        return await States.ListAsync(owner, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, owner, cancellationToken).ConfigureAwait(false);
        return await States.ReadChangesAsync(owner, since, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        await DecideAsync(SessionAction.Write, put.Owner, cancellationToken).ConfigureAwait(false);
        return await States.PutAsync(put, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<MemoryItem> PutAsync(MemoryPut put, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        await DecideAsync(SessionAction.Write, put.Owner, cancellationToken).ConfigureAwait(false);
        return await Memories.PutAsync(put, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<MemoryItem>> ReadAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, owner, cancellationToken).ConfigureAwait(false);
        return await Memories.ReadAsync(owner, ids, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<MemoryItem?> FindAsync(MemoryOwner owner, string key, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, owner, cancellationToken).ConfigureAwait(false);
        return await Memories.FindAsync(owner, key, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<MemoryPage> ListAsync(MemoryListing listing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listing);
        await DecideAsync(SessionAction.Read, listing.Owner, cancellationToken).ConfigureAwait(false);
        return await Memories.ListAsync(listing, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<MemoryCandidates> MatchAsync(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, owner, cancellationToken).ConfigureAwait(false);
        return await Memories.MatchAsync(owner, terms, anyTerm, limit, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<MemoryCandidates> FindNearestAsync(MemoryOwner owner, MemoryVector vector, int limit, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, owner, cancellationToken).ConfigureAwait(false);
        return await Memories.FindNearestAsync(owner, vector, limit, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> SetVectorAsync(MemoryOwner owner, MemoryId id, long version, MemoryVector vector, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Write, owner, cancellationToken).ConfigureAwait(false);
        return await Memories.SetVectorAsync(owner, id, version, vector, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> ForgetAsync(MemoryOwner owner, MemoryId id, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Write, owner, cancellationToken).ConfigureAwait(false);
        return await Memories.ForgetAsync(owner, id, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> ClearAsync(MemoryOwner owner, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Write, owner, cancellationToken).ConfigureAwait(false);
        return await Memories.ClearAsync(owner, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask RecordAsync(SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Write, key, cancellationToken).ConfigureAwait(false);
        await Ledger.RecordAsync(key, records, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<UsageRecord>> ReadUsageAsync(SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, key, cancellationToken).ConfigureAwait(false);
        return await Ledger.ReadUsageAsync(key, after, limit, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionOwner owner, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (owner.User is not null)
            await QueryAsync(AuditAction.SummedUsage, SessionSelection.OfOwner(owner), detail: null, cancellationToken).ConfigureAwait(false);
        return await Ledger.SumAsync(owner, query, by, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<UsageSum>> SumAsync(SessionKey key, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, key, cancellationToken).ConfigureAwait(false);
        return await Ledger.SumAsync(key, query, by, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask DecideAsync(SessionAction action, SessionOwner owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return owner.User is null && owner.App != AuditNames.App ? ValueTask.CompletedTask : DecideAsync(action, owner, key: null, cancellationToken);
    }

    private ValueTask DecideAsync(SessionAction action, MemoryOwner owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return DecideAsync(action, owner.Owner, cancellationToken);
    }
}
