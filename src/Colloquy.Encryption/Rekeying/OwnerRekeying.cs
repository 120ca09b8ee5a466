namespace Colloquy.Encryption;

/// <summary>Encrypts all that an owner has with the owner's newest key.</summary>
internal sealed class OwnerRekeying(ISessionStore store, OwnerKeyVault owners, DataKeyVault sessions, StateSealing sealing, RekeyProgress progress)
{
    private const int PageSize = 1_000;
    private const int MostPasses = 100;

    // Clocks of several machines differ.
    private static readonly TimeSpan _margin = TimeSpan.FromMinutes(1);

    /// <summary>Encrypts the sessions, the state and the memories.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="next">The id of the new key.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>true when nothing is left under an older key; false when something could not be decrypted, or the owner has another newest key.</returns>
    public async Task<bool> RunAsync(SessionOwner owner, string next, CancellationToken cancellationToken)
    {
        using var keys = await owners.FindStoredAsync(owner, cancellationToken).ConfigureAwait(false);
        if (keys is null)
            return true;
        if (SecretKey.Show(keys.Newest.Id) != next)
        {
            progress.Note($"The keys of {owner} are replaced by another call too. Call again when it has ended.");
            return false;
        }

        return await RunSessionsAsync(owner, keys.Newest, cancellationToken).ConfigureAwait(false)
            & (store.GetService<IOwnerState>() is null || await new StateRekeying(store, sealing, progress).RunAsync(owner, keys.Newest, cancellationToken).ConfigureAwait(false))
            & (store.GetService<IMemoryStore>() is null || await RunMemoriesAsync(owner, keys.Newest, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Goes through the sessions until one page shows, at one moment, that none is left. A session that is used while it is listed moves to the front, where a pass that has begun does not find it.</summary>
    private async Task<bool> RunSessionsAsync(SessionOwner owner, OwnerKey key, CancellationToken cancellationToken)
    {
        var rekeying = new SessionRekeying(store, sessions, key, progress);
        var isWhole = true;
        DateTimeOffset? since = null;
        for (var i = 0; i < MostPasses; i++)
        {
            var (isSettled, newest, pages) = (true, (DateTimeOffset?)null, 0);
            for (SessionCursor? after = null; pages == 0 || after is not null; pages++)
            {
                var page = await store.ListAsync(owner, new SessionQuery { After = after, Limit = PageSize, UpdatedSince = since }, cancellationToken).ConfigureAwait(false);
                newest ??= page.Sessions.Count > 0 ? page.Sessions[0].UpdatedAt : null;
                foreach (var unreadable in page.Unreadable)
                    isWhole = Note(unreadable.Key, unreadable.Problem);
                foreach (var record in page.Sessions)
                {
                    if (StoredOf(record) is { } stored && stored.IsUnder(key.Id) && stored.Keys.Count == 1)
                    {
                        // A session of these days has the new key only, and can have words under tokens of the old one.
                        if (i == 0 && store.GetService<ISearchIndex>() is { } index)
                            await index.ForgetAsync(record.Key, cancellationToken).ConfigureAwait(false);
                        continue;
                    }

                    isSettled = false;
                    isWhole &= await RunAsync(rekeying, record.Key, cancellationToken).ConfigureAwait(false);
                }

                after = page.Next;
            }

            if (!isWhole || (isSettled && pages == 1))
                return isWhole;
            since = newest - _margin ?? since;
        }

        progress.Note($"The sessions of {owner} are used so much that it is not certain that all have new keys. Call again at another time.");
        return false;
    }

    private async Task<bool> RunAsync(SessionRekeying rekeying, SessionKey key, CancellationToken cancellationToken)
    {
        try
        {
            await rekeying.RunAsync(key, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception problem) when (problem is EncryptionKeyException or CorruptDataException or StoreException { Failure: StoreFailure.Corrupt })
        {
            return Note(key, problem.Message);
        }
        catch (SessionNotFoundException)
        {
            return true;
        }
    }

    private bool Note(SessionKey? key, string problem)
    {
        progress.Note($"Session {key} keeps its old key. {problem}");
        return false;
    }

    private async Task<bool> RunMemoriesAsync(SessionOwner owner, OwnerKey key, CancellationToken cancellationToken)
    {
        var rekeying = new MemoryRekeying(store, owners);
        var isWhole = await rekeying.RunAsync(owner, key, progress, cancellationToken).ConfigureAwait(false);
        var copies = store.GetService<IOwnerCopy>()!;
        for (var last = new MemoryOwner(owner); ;)
        {
            var page = await copies.ListOwnersAsync(last, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var of in page)
            {
                if (of.Owner != owner)
                    return isWhole;
                isWhole &= await rekeying.RunAsync(of, key, progress, cancellationToken).ConfigureAwait(false);
            }

            if (page.Count < PageSize)
                return isWhole;
            last = page[^1];
        }
    }

    private static StoredDataKeys? StoredOf(SessionRecord record)
    {
        try
        {
            return StoredDataKeys.Of(record);
        }
        catch (EncryptionKeyException)
        {
            // The session is looked at by itself, which says what is wrong.
            return null;
        }
    }
}
