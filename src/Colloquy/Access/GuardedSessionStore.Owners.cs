namespace Colloquy;

/// <content>What belongs to users and applications. What belongs to an application, and to no user, is open to all principals: an agent that runs for any of them uses it.</content>
internal sealed partial class GuardedSessionStore : IOwnerState, IMemoryStore, IUsageLedger
{
    private const string State = "state";

    private IOwnerState States => RequiredPort.OwnerState(Inner, Scope.User);

    private IMemoryStore Memories => RequiredPort.Memories(Inner);

    private IUsageLedger Ledger => Inner.GetService<IUsageLedger>()!;

    public async ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, owner, State, cancellationToken).ConfigureAwait(false);
        var slot = await States.FindAsync(owner, key, cancellationToken).ConfigureAwait(false);
        return key == AuditNames.StateKey ? slot with { Stored = null } : slot;
    }

    public async ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, owner, State, cancellationToken).ConfigureAwait(false);
        return WithoutPseudonym(await States.ListAsync(owner, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Read, owner, State, cancellationToken).ConfigureAwait(false);
        return WithoutPseudonym(await States.ReadChangesAsync(owner, since, cancellationToken).ConfigureAwait(false));
    }

    public async ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        await DecideAsync(SessionAction.Write, put.Owner, State, cancellationToken).ConfigureAwait(false);
        await RefusePseudonymAsync(put, key: null, cancellationToken).ConfigureAwait(false);
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
        await ReadFactsAsync(key, cancellationToken).ConfigureAwait(false);
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
        await ReadFactsAsync(key, cancellationToken).ConfigureAwait(false);
        return await Ledger.SumAsync(key, query, by, cancellationToken).ConfigureAwait(false);
    }

    private static IReadOnlyList<StoredState> WithoutPseudonym(IReadOnlyList<StoredState> stored) => [.. stored.Where(found => found.Key != AuditNames.StateKey)];

    /// <summary>Refuses a write of the key that has an owner's pseudonym: who could write it could take another's name.</summary>
    private async ValueTask RefusePseudonymAsync(StatePut put, SessionKey? key, CancellationToken cancellationToken)
    {
        if (put.Key == AuditNames.StateKey)
            throw await RefuseAsync(SessionAction.Administer, put.Owner, key, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask DecideAsync(SessionAction action, MemoryOwner owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return DecideAsync(action, owner.Owner, "memories", cancellationToken);
    }

    /// <summary>Decides on what belongs to an owner, and records it when the owner is another.</summary>
    private async ValueTask DecideAsync(SessionAction action, SessionOwner owner, string what, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (owner.User is null && owner.App != AuditNames.App)
            return;

        await DecideAsync(action, owner, key: null, cancellationToken).ConfigureAwait(false);
        if (owner.User != name)
            await RecordOwnerAsync(action == SessionAction.Read ? AuditAction.Read : AuditAction.Wrote, owner, what, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask RecordOwnerAsync(AuditAction action, SessionOwner owner, string what, CancellationToken cancellationToken)
    {
        if (guard.Audit is { } audit && owner.App != AuditNames.App)
            await audit.RecordAsync(owner.App, name, new AuditBody(action.Value) { Role = Roles, Detail = $"{what} of {await audit.GetPseudonymAsync(owner, cancellationToken).ConfigureAwait(false)}" }, isRead: action == AuditAction.Read, cancellationToken).ConfigureAwait(false);
    }
}
