namespace Colloquy.Encryption;

public sealed partial class EncryptedSessionStore : IOwnerCopy, IOwnerKeys, IErasure
{
    private IOwnerCopy Owners => Require<IOwnerCopy>();

    /// <inheritdoc />
    public async ValueTask<bool> DestroyOwnerKeyAsync(SessionOwner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        await EnsureNoneProtectedAsync(owner, cancellationToken).ConfigureAwait(false);
        var isDestroyed = await _owners.DestroyAsync(owner, cancellationToken).ConfigureAwait(false);
        _sessions.Forget(owner);
        return isDestroyed;
    }

    /// <inheritdoc />
    public ValueTask MovePastUsageAsync(SessionOwner owner, SessionOwner pseudonym, CancellationToken cancellationToken = default) => Require<IErasure>().MovePastUsageAsync(owner, pseudonym, cancellationToken);

    /// <summary>Overwrites what removed rows have left in the storage of the data, and in that of the owners' keys.</summary>
    /// <param name="cancellationToken">Cancels the call while it waits.</param>
    /// <returns>true when nothing is left in either; false when a part is beyond the reach of its store.</returns>
    public async ValueTask<bool> ScrubAsync(CancellationToken cancellationToken = default)
    {
        var isScrubbed = await Require<IErasure>().ScrubAsync(cancellationToken).ConfigureAwait(false);
        return _keyStore is null ? isScrubbed : _keyStore.GetService<IErasure>() is { } keys && await keys.ScrubAsync(cancellationToken).ConfigureAwait(false) && isScrubbed;
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<MemoryOwner>> ListOwnersAsync(MemoryOwner? after, int limit, CancellationToken cancellationToken = default)
    {
        List<MemoryOwner> found = [];
        while (true)
        {
            var page = await Owners.ListOwnersAsync(after, limit, cancellationToken).ConfigureAwait(false);
            var isReserved = false;
            foreach (var owner in page)
            {
                isReserved = OwnerKeyTable.IsReserved(owner.Owner);
                if (!isReserved)
                    found.Add(owner);
                if (found.Count == limit)
                    return found;
            }

            if (page.Count < limit)
                return found;

            // Behind all owners' keys, of which there can be many.
            after = isReserved ? new MemoryOwner(new SessionOwner("~", OwnerKeyTable.App)) : page[^1];
        }
    }

    /// <inheritdoc />
    public async ValueTask RestoreStateAsync(SessionOwner owner, IReadOnlyList<StoredState> state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(state);
        EnsureNotReserved(owner);
        List<StoredState> sealedState = new(state.Count);
        foreach (var stored in state)
            sealedState.Add(stored with { Value = await _state.SealAsync(owner, stored.Key, stored.Version, stored.Value, cancellationToken).ConfigureAwait(false) });
        await Owners.RestoreStateAsync(owner, sealedState, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask RestoreMemoriesAsync(MemoryOwner owner, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> memories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(memories);
        if (memories.Count == 0)
        {
            await Owners.RestoreMemoriesAsync(owner, memories, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var keys = await _owners.UseAsync(owner.Owner, isFresh: false, cancellationToken).ConfigureAwait(false);
        using var sealing = new MemorySealing(owner, keys.Newest);
        await Owners.RestoreMemoriesAsync(owner, [.. memories.Select(memory => sealing.Seal(memory.Key, memory.Value))], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<MemoryVector?>> ReadVectorsAsync(MemoryOwner owner, IReadOnlyList<MemoryId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var items = (await Memories.ReadAsync(owner, ids, cancellationToken).ConfigureAwait(false)).ToDictionary(item => item.Id);
        var vectors = await Owners.ReadVectorsAsync(owner, ids, cancellationToken).ConfigureAwait(false);
        using var opening = new MemoryOpening(owner, _owners);
        var opened = new MemoryVector?[ids.Count];
        for (var i = 0; i < opened.Length; i++)
        {
            if (vectors[i] is { } vector && items.TryGetValue(ids[i], out var item))
                opened[i] = await opening.OpenAsync(item, vector, cancellationToken).ConfigureAwait(false);
        }

        return opened;
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<UsageRecord>> ReadPastUsageAsync(SessionOwner owner, UsageRecord? after, int limit, CancellationToken cancellationToken = default) =>
        Owners.ReadPastUsageAsync(owner, after, limit, cancellationToken);

    /// <summary>Checks that no session that must stay readable is read with the key of an owner.</summary>
    private async ValueTask EnsureNoneProtectedAsync(SessionOwner owner, CancellationToken cancellationToken)
    {
        const string Refused = "the key that it is read with cannot be destroyed";
        if (Inner.GetService<IRetention>() is not { } retention)
            return;

        for (SessionPage? page = null; page is null || page.Next is not null;)
        {
            page = await retention.ListRetainedAsync(SessionSelection.OfOwner(owner), page?.Next, cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var record in page.Sessions)
            {
                var policy = record.Retention!;
                if (policy.Holds is { } holds)
                    throw new SessionHeldException(record.Key, holds, Refused);
                if (policy.Protects(record.UpdatedAt, _time.GetUtcNow()))
                    throw new SessionImmutableException(record.Key, policy.ExpiresAt(record.UpdatedAt), Refused);
            }

            // What protects it is not known.
            if (page.Unreadable.FirstOrDefault(session => session.Key is not null) is { Key: { } unreadable } found)
                throw new CorruptDataException(unreadable, "The retention policy", $"may protect it, so that {Refused}: {found.Problem.TrimEnd('.')}");
        }
    }
}
