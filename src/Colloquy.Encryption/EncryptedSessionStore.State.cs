namespace Colloquy.Encryption;

public sealed partial class EncryptedSessionStore : IOwnerState
{
    private IOwnerState States => Require<IOwnerState>();

    /// <inheritdoc />
    public async ValueTask<StateSlot> FindAsync(SessionOwner owner, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (OwnerKeyTable.IsReserved(owner))
            return new StateSlot(null, StateVersion.None);

        var slot = await States.FindAsync(owner, key, cancellationToken).ConfigureAwait(false);
        return slot.Stored is { } stored ? slot with { Stored = await _state.OpenAsync(owner, stored, cancellationToken).ConfigureAwait(false) } : slot;
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<StoredState>> ListAsync(SessionOwner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return OwnerKeyTable.IsReserved(owner) ? [] : await OpenAsync(owner, await States.ListAsync(owner, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<StoredState>> ReadChangesAsync(SessionOwner owner, StateVersion since, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return OwnerKeyTable.IsReserved(owner) ? [] : await OpenAsync(owner, await States.ReadChangesAsync(owner, since, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask<StateVersion?> PutAsync(StatePut put, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(put);
        put.EnsureWellFormed();
        EnsureNotReserved(put.Owner);
        if (put.Version is not null || put.Value.IsEmpty)
            return await States.PutAsync(await SealAsync(put, put.Version ?? StateVersion.None, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

        // The value is bound to its version, which another write can take first.
        while (true)
        {
            var slot = await States.FindAsync(put.Owner, put.Key, cancellationToken).ConfigureAwait(false);
            if (slot.Version != put.Expected)
                return null;
            if (await States.PutAsync(await SealAsync(put, slot.Newest.Next, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false) is { } version)
                return version;
        }
    }

    private static void EnsureNotReserved(SessionOwner owner)
    {
        if (OwnerKeyTable.IsReserved(owner))
            throw new ArgumentException($"The application '{OwnerKeyTable.App}' is reserved for the keys of owners. Take another name.");
    }

    private async ValueTask<StatePut> SealAsync(StatePut put, StateVersion version, CancellationToken cancellationToken) => put.Value.IsEmpty ? put : put with
    {
        Value = await _state.SealAsync(put.Owner, put.Key, version, put.Value, cancellationToken).ConfigureAwait(false),
        Version = version,
    };

    private async ValueTask<List<StoredState>> OpenAsync(SessionOwner owner, IReadOnlyList<StoredState> found, CancellationToken cancellationToken)
    {
        List<StoredState> opened = new(found.Count);
        foreach (var stored in found)
            opened.Add(await _state.OpenAsync(owner, stored, cancellationToken).ConfigureAwait(false));
        return opened;
    }

    /// <summary>Makes a commit whose writes to the state of user and application are not encrypted yet.</summary>
    private async ValueTask<CommitReceipt> CommitWithPutsAsync(SessionKey key, Commit commit, CancellationToken cancellationToken)
    {
        if (commit.Puts.Count == 0)
            return await base.CommitAsync(key, commit, cancellationToken).ConfigureAwait(false);

        while (true)
        {
            try
            {
                return await base.CommitAsync(key, commit with { Puts = await SealAsync(key, commit.Puts, cancellationToken).ConfigureAwait(false) }, cancellationToken).ConfigureAwait(false);
            }
            catch (StateConflictException)
            {
                // Another key of the owner can have taken the version that a value was bound to.
                if (!await FitAsync(commit.Puts, cancellationToken).ConfigureAwait(false))
                    throw;
            }
        }
    }

    private async ValueTask<List<StatePut>> SealAsync(SessionKey key, IReadOnlyList<StatePut> puts, CancellationToken cancellationToken)
    {
        List<StatePut> sealedPuts = [];
        var newest = new Dictionary<SessionOwner, StateVersion>();
        foreach (var put in puts)
        {
            EnsureNotReserved(put.Owner);
            if (put.Owner.App != key.App || (put.Owner.User is { } user && user != key.User))
            {
                // The inner store refuses the commit, and makes no key for somebody else.
                sealedPuts.Add(put with { Value = default });
                continue;
            }

            if (!newest.TryGetValue(put.Owner, out var last))
                last = put.Version is null ? (await States.FindAsync(put.Owner, put.Key, cancellationToken).ConfigureAwait(false)).Newest : StateVersion.None;
            var version = put.Version ?? last.Next;
            newest[put.Owner] = version;
            sealedPuts.Add(await SealAsync(put, version, cancellationToken).ConfigureAwait(false));
        }

        return sealedPuts;
    }

    private async ValueTask<bool> FitAsync(IReadOnlyList<StatePut> puts, CancellationToken cancellationToken)
    {
        foreach (var put in puts)
        {
            if (put.Version is not null || (await States.FindAsync(put.Owner, put.Key, cancellationToken).ConfigureAwait(false)).Version != put.Expected)
                return false;
        }

        return true;
    }
}
