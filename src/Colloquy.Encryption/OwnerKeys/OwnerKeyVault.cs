using System.Security.Cryptography;

namespace Colloquy.Encryption;

/// <summary>Makes and finds the keys of owners.</summary>
internal sealed class OwnerKeyVault(OwnerKeyTable table, IKeyRing ring, SecretCache<SessionOwner, OwnerKeys> cache)
{
    private const int Sample = 10;

    /// <summary>Checks that the ring has a key of what is stored, by some owners.</summary>
    /// <exception cref="EncryptionKeyException">The ring has the key of none of them.</exception>
    public async ValueTask EnsureRingAsync(CancellationToken cancellationToken)
    {
        if (!table.CanList)
            return;

        EncryptionKeyException? first = null;
        await foreach (var (record, _, _) in table.ListAsync(cancellationToken).Take(Sample).ConfigureAwait(false))
        {
            try
            {
                if (record is not null)
                    (await UnwrapAsync(record, cancellationToken).ConfigureAwait(false)).Dispose();
                return;
            }
            catch (EncryptionKeyException problem)
            {
                first ??= problem;
            }
        }

        if (first is not null)
            throw first;
    }

    /// <summary>Returns the keys of an owner, in use; null when the owner has none.</summary>
    public async ValueTask<OwnerKeys?> FindAsync(SessionOwner owner, CancellationToken cancellationToken) =>
        cache.Use(owner) ?? (await ReadAsync(owner, cancellationToken).ConfigureAwait(false)).Keys;

    /// <summary>Returns the keys of an owner, in use; null when the owner has none.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="id">The key that is needed. When it is not among those that are remembered, the stored ones are read.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<OwnerKeys?> FindAsync(SessionOwner owner, uint id, CancellationToken cancellationToken)
    {
        if (cache.Use(owner) is { } known)
        {
            if (known.Find(id) is not null)
                return known;
            known.Dispose();
        }

        return (await ReadAsync(owner, cancellationToken).ConfigureAwait(false)).Keys;
    }

    /// <summary>Returns the keys of an owner, in use, and makes the first one.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="isFresh">Whether keys that are remembered are compared with the stored ones, so that nothing lasting is put under a key that was destroyed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async ValueTask<OwnerKeys> UseAsync(SessionOwner owner, bool isFresh, CancellationToken cancellationToken)
    {
        if (!isFresh && cache.Use(owner) is { } known)
            return known;

        while (true)
        {
            var (keys, version) = await ReadAsync(owner, cancellationToken).ConfigureAwait(false);
            if (keys is not null)
                return keys;
            await table.TryPutAsync(new OwnerKeyRecord(owner.App, owner.User, [await CreateAsync(owner, cancellationToken).ConfigureAwait(false)]), version, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes the keys of an owner.</summary>
    public async ValueTask<bool> DestroyAsync(SessionOwner owner, CancellationToken cancellationToken)
    {
        cache.Forget(owner);
        return await table.RemoveAsync(owner, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts the keys of an owner under the newest key of the ring.</summary>
    /// <returns>Whether any were under another one.</returns>
    public async ValueTask<bool> RewrapAsync(OwnerKeyRecord record, StateVersion version, CancellationToken cancellationToken)
    {
        var newest = await ring.GetNewestIdAsync(cancellationToken).ConfigureAwait(false);
        for (OwnerKeyRecord? next = record; next is not null; (next, version) = await table.FindAsync(record.Owner, cancellationToken).ConfigureAwait(false))
        {
            if (next.Keys.All(key => key.Ring == newest))
                return next != record;

            List<StoredOwnerKey> keys = [];
            foreach (var key in next.Keys)
                keys.Add(key.Ring == newest ? key : await RewrapAsync(record.Owner, key, cancellationToken).ConfigureAwait(false));
            if (await table.TryPutAsync(next with { Keys = keys }, version, cancellationToken).ConfigureAwait(false))
                return true;
        }

        return false;
    }

    /// <summary>Takes an owner's keys to the next stage of their replacement.</summary>
    /// <param name="seen">The stored keys, whose stage and next key they must still have.</param>
    /// <param name="run">The re-keying of the whole store; null when the owner alone is given a new key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The stage that they have afterwards; null when the owner has no keys any more.</returns>
    /// <exception cref="EncryptionKeyException">The ring does not have the keys. Nothing was changed.</exception>
    public async ValueTask<RekeyStage?> AdvanceAsync(OwnerKeyRecord seen, string? run, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (record, version) = await table.FindAsync(seen.Owner, cancellationToken).ConfigureAwait(false);
            if (record is null || record.Stage != seen.Stage || record.Next != seen.Next)
                return record?.Stage;

            (await UnwrapAsync(record, cancellationToken).ConfigureAwait(false)).Dispose();
            var next = record.Stage switch
            {
                RekeyStage.None => await AnnounceAsync(record, run, cancellationToken).ConfigureAwait(false),
                RekeyStage.Announced => record with { Keys = [.. record.Keys.OrderByDescending(key => key.Id == record.Next)] },
                _ => record with { Keys = [record.Keys[0]], Next = null },
            };
            if (!await table.TryPutAsync(next, version, cancellationToken).ConfigureAwait(false))
                continue;

            cache.Forget(record.Owner);
            return next.Stage;
        }
    }

    /// <summary>Returns the stored keys of an owner, in use; null when the owner has none.</summary>
    public async ValueTask<OwnerKeys?> FindStoredAsync(SessionOwner owner, CancellationToken cancellationToken) => (await ReadAsync(owner, cancellationToken).ConfigureAwait(false)).Keys;

    /// <summary>Returns whether an owner is remembered to have several keys, because a new one is given.</summary>
    public bool IsKnownToHaveSeveral(SessionOwner owner)
    {
        using var known = cache.Use(owner);
        return known?.All.Count > 1;
    }

    private async ValueTask<OwnerKeyRecord> AnnounceAsync(OwnerKeyRecord record, string? run, CancellationToken cancellationToken)
    {
        var made = await CreateAsync(record.Owner, cancellationToken).ConfigureAwait(false);
        while (record.Keys.Any(key => key.Id == made.Id))
            made = await CreateAsync(record.Owner, cancellationToken).ConfigureAwait(false);
        return record with { Keys = [.. record.Keys, made], Next = made.Id, Run = run ?? record.Run };
    }

    private async ValueTask<(OwnerKeys? Keys, StateVersion Version)> ReadAsync(SessionOwner owner, CancellationToken cancellationToken)
    {
        var (record, version) = await table.FindAsync(owner, cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            cache.Forget(owner);
            return (null, version);
        }

        if (cache.Use(owner) is { } known)
        {
            if (known.Ids == record.Ids)
                return (known, version);
            known.Dispose();
        }

        var keys = await UnwrapAsync(record, cancellationToken).ConfigureAwait(false);
        cache.Keep(owner, keys);
        return (keys, version);
    }

    private async ValueTask<OwnerKeys> UnwrapAsync(OwnerKeyRecord record, CancellationToken cancellationToken)
    {
        List<OwnerKey> keys = [];
        foreach (var stored in record.Keys)
        {
            var secret = await UnwrapAsync(record.Owner, stored, cancellationToken).ConfigureAwait(false);
            keys.Add(new OwnerKey(secret));
            secret.Clear();
        }

        return new OwnerKeys(record.Owner, keys, record.Ids);
    }

    private async ValueTask<SecretKey> UnwrapAsync(SessionOwner owner, StoredOwnerKey stored, CancellationToken cancellationToken)
    {
        var bytes = await ring.UnwrapAsync(stored.ToWrapped(), ContextOf(owner), cancellationToken).ConfigureAwait(false);
        if (bytes.Length == SecretKey.Size && new SecretKey(bytes) is var secret && SecretKey.Show(secret.Id) == stored.Id)
            return secret;

        CryptographicOperations.ZeroMemory(bytes);
        throw EncryptionKeyException.OwnerKeyChanged(owner, $"has another key than {stored.Id}");
    }

    private async ValueTask<StoredOwnerKey> CreateAsync(SessionOwner owner, CancellationToken cancellationToken)
    {
        var secret = SecretKey.Create();
        try
        {
            return await WrapAsync(owner, secret, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            secret.Clear();
        }
    }

    private async ValueTask<StoredOwnerKey> RewrapAsync(SessionOwner owner, StoredOwnerKey stored, CancellationToken cancellationToken)
    {
        var secret = await UnwrapAsync(owner, stored, cancellationToken).ConfigureAwait(false);
        try
        {
            return await WrapAsync(owner, secret, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            secret.Clear();
        }
    }

    private async ValueTask<StoredOwnerKey> WrapAsync(SessionOwner owner, SecretKey secret, CancellationToken cancellationToken)
    {
        var wrapped = await ring.WrapAsync(secret.Bytes, ContextOf(owner), cancellationToken).ConfigureAwait(false);
        return new StoredOwnerKey(SecretKey.Show(secret.Id), wrapped.KeyId, wrapped.Bytes.ToArray());
    }

    private static byte[] ContextOf(SessionOwner owner) => Place.ScopeOf(owner).ToArray();
}
