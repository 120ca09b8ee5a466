namespace Colloquy;

/// <content>What spans owners.</content>
internal sealed partial class GuardedSessionStore : ISessionDirectory, IUsageDirectory, ISearchIndex, IOwnerCopy, IErasure, IOwnerKeys
{
    private ISearchIndex Index => Inner.GetService<ISearchIndex>()!;

    private IOwnerCopy Owners => RequiredPort.OwnerCopy(Inner);

    public async ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default)
    {
        await QueryAsync(AuditAction.Listed, selection, detail: null, cancellationToken).ConfigureAwait(false);
        return await RequiredPort.Directory(Inner).ListAllAsync(selection, query, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<UsageSum>> SumAllAsync(SessionSelection selection, UsageQuery query, UsageBy by = UsageBy.None, CancellationToken cancellationToken = default)
    {
        await QueryAsync(AuditAction.SummedUsage, selection, detail: null, cancellationToken).ConfigureAwait(false);
        return await Inner.GetService<IUsageDirectory>()!.SumAllAsync(selection, query, by, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<SearchCandidate>> MatchAsync(SearchMatching matching, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(matching);
        if (matching.Selection.Session is { } key)
            await ReadContentAsync(key, cancellationToken).ConfigureAwait(false);
        else
            await QueryAsync(AuditAction.Searched, matching.Selection, detail: null, cancellationToken).ConfigureAwait(false);
        return await Index.MatchAsync(matching, cancellationToken).ConfigureAwait(false);
    }

    public bool CanMatch(SearchMatching matching) => Index.CanMatch(matching);

    public async ValueTask<IReadOnlyList<SearchLag>> FindLagsAsync(SessionSelection selection, SessionKey? after, int limit, CancellationToken cancellationToken = default)
    {
        await DecideAsync(selection, cancellationToken).ConfigureAwait(false);
        return await Index.FindLagsAsync(selection, after, limit, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> CountLagAsync(SessionSelection selection, CancellationToken cancellationToken = default)
    {
        await DecideAsync(selection, cancellationToken).ConfigureAwait(false);
        return await Index.CountLagAsync(selection, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> AddAsync(IReadOnlyList<SearchAddition> additions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(additions);
        foreach (var addition in additions)
            await DecideAsync(SessionAction.Write, addition.Key, cancellationToken).ConfigureAwait(false);
        return await Index.AddAsync(additions, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ForgetAsync(SessionKey? key, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Administer, key?.Owner, key, cancellationToken).ConfigureAwait(false);
        await Index.ForgetAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does nothing: the index follows the store, not what one principal may see of it.</summary>
    public void Follow(Func<SessionKey, CancellationToken, IAsyncEnumerable<long>> catchUp)
    {
    }

    public async ValueTask<IReadOnlyList<MemoryOwner>> ListOwnersAsync(MemoryOwner? after, int limit, CancellationToken cancellationToken = default)
    {
        await QueryAsync(AuditAction.Listed, SessionSelection.All, "owners", cancellationToken).ConfigureAwait(false);
        return await Owners.ListOwnersAsync(after, limit, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask RestoreStateAsync(SessionOwner owner, IReadOnlyList<StoredState> state, CancellationToken cancellationToken = default)
    {
        await AdministerAsync(owner, "state", cancellationToken).ConfigureAwait(false);
        await Owners.RestoreStateAsync(owner, state, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask RestoreMemoriesAsync(MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        await AdministerAsync(owner.Owner, "memories", cancellationToken).ConfigureAwait(false);
        await Owners.RestoreMemoriesAsync(owner, memories, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<MemoryVector?>> ReadVectorsAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        await DecideAsync(SessionAction.Administer, owner.Owner, key: null, cancellationToken).ConfigureAwait(false);
        return await Owners.ReadVectorsAsync(owner, ids, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<UsageRecord>> ReadPastUsageAsync(SessionOwner owner, UsageRecord? after, int limit, CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Administer, owner, key: null, cancellationToken).ConfigureAwait(false);
        return await Owners.ReadPastUsageAsync(owner, after, limit, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask MovePastUsageAsync(SessionOwner owner, SessionOwner pseudonym, CancellationToken cancellationToken = default)
    {
        await AdministerAsync(owner, "usage", cancellationToken).ConfigureAwait(false);
        await RequiredPort.Erasure(Inner).MovePastUsageAsync(owner, pseudonym, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> ScrubAsync(CancellationToken cancellationToken = default)
    {
        await DecideAsync(SessionAction.Administer, owner: null, key: null, cancellationToken).ConfigureAwait(false);
        return await RequiredPort.Erasure(Inner).ScrubAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> DestroyOwnerKeyAsync(SessionOwner owner, CancellationToken cancellationToken = default)
    {
        await AdministerAsync(owner, "encryption key", cancellationToken).ConfigureAwait(false);
        return await Inner.GetService<IOwnerKeys>()!.DestroyOwnerKeyAsync(owner, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AdministerAsync(SessionOwner owner, string what, CancellationToken cancellationToken)
    {
        await DecideAsync(SessionAction.Administer, owner, key: null, cancellationToken).ConfigureAwait(false);
        await RecordOwnerAsync(AuditAction.Wrote, owner, what, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask DecideAsync(SessionSelection selection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return DecideAsync(selection.Owner is null ? SessionAction.Administer : SessionAction.Read, selection.Owner, selection.Session, cancellationToken);
    }
}
