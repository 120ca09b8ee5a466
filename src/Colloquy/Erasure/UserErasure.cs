namespace Colloquy;

/// <summary>Removes all that belongs to a user. Each step can be repeated, so that an erasure that was cut off is completed by the next one.</summary>
/// <param name="store">The store.</param>
/// <param name="sessions">The store through which sessions are deleted: the same, or the view of a principal, so that each deletion is recorded.</param>
/// <param name="owner">The user.</param>
/// <param name="options">The options.</param>
/// <param name="time">The clock.</param>
internal sealed class UserErasure(ISessionStore store, ISessionStore sessions, SessionOwner owner, ErasureOptions options, TimeProvider time)
{
    private const int PageSize = 100;

    private readonly IErasure _erasure = RequiredPort.Erasure(store);
    private readonly Dictionary<SessionKey, KeptSession> _kept = [];
    private long _sessions;

    public async Task<ErasureReport> RunAsync(CancellationToken cancellationToken)
    {
        // A session that is created while others are removed is removed by the next round.
        while (await RemoveSessionsAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        var report = new ErasureReport
        {
            Owner = owner,
            IsDryRun = options.DryRun,
            Memories = await RemoveMemoriesAsync(cancellationToken).ConfigureAwait(false),
            StateKeys = await RemoveStateAsync(cancellationToken).ConfigureAwait(false),
            Sessions = _sessions,
            Kept = [.. _kept.Values],
        };
        if (options.DryRun)
            return report;

        var pseudonym = new SessionOwner($"erased-{Guid.CreateVersion7(time.GetUtcNow()):N}", owner.App);
        await _erasure.MovePastUsageAsync(owner, pseudonym, cancellationToken).ConfigureAwait(false);
        var sums = store.GetService<IUsageLedger>() is { } ledger ? await ledger.SumAsync(pseudonym, new UsageQuery(), cancellationToken: cancellationToken).ConfigureAwait(false) : [];
        var calls = sums.Sum(sum => sum.Calls);

        // Sessions that are kept must stay readable.
        var isKeyDestroyed = _kept.Count == 0 && await DestroyKeyAsync(cancellationToken).ConfigureAwait(false);
        return report with
        {
            Kept = [.. _kept.Values],
            Calls = calls,
            Pseudonym = calls == 0 ? null : pseudonym,
            IsKeyDestroyed = isKeyDestroyed,
            IsScrubbed = options.Scrub && await _erasure.ScrubAsync(cancellationToken).ConfigureAwait(false),
        };
    }

    private async ValueTask<bool> DestroyKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return store.GetService<IOwnerKeys>() is { } keys && await keys.DestroyOwnerKeyAsync(owner, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionHeldException e)
        {
            // The session was made while the others were removed.
            Keep(e.Key, e);
            return false;
        }
        catch (SessionImmutableException e)
        {
            Keep(e.Key, e);
            return false;
        }
    }

    /// <summary>Removes the sessions that are there.</summary>
    /// <returns>Whether to look again.</returns>
    private async ValueTask<bool> RemoveSessionsAsync(CancellationToken cancellationToken)
    {
        var before = _sessions;
        for (SessionCursor? after = null; ;)
        {
            var page = await store.ListAsync(owner, new SessionQuery { Limit = PageSize, After = after }, cancellationToken).ConfigureAwait(false);
            foreach (var unreadable in page.Unreadable)
            {
                if (unreadable.Key is { } key)
                    await RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            }

            foreach (var record in page.Sessions)
            {
                if (options.DryRun)
                    Preview(record);
                else
                    await RemoveAsync(record.Key, cancellationToken).ConfigureAwait(false);
            }

            if (page.Next is null)
                return !options.DryRun && _sessions > before;
            after = page.Next;
        }
    }

    private void Preview(SessionRecord record)
    {
        try
        {
            RetentionPolicy.EnsureMayDelete(record, time.GetUtcNow());
            _sessions++;
        }
        catch (ColloquyException e) when (e is SessionHeldException or SessionImmutableException)
        {
            Keep(record.Key, e);
        }
    }

    private async ValueTask RemoveAsync(SessionKey key, CancellationToken cancellationToken)
    {
        if (options.DryRun)
        {
            Keep(key, new CorruptDataException(key, Position.Start, "cannot be read"));
            return;
        }

        try
        {
            if (await sessions.DeleteAsync(key, cancellationToken).ConfigureAwait(false))
            {
                _sessions++;
                options.Progress?.Report(_sessions);
            }

            StoreTraffic.Of(store).History.Drop(key);
            _kept.Remove(key);
        }
        catch (ColloquyException e) when (e is SessionHeldException or SessionImmutableException or SessionBusyException or CorruptDataException or StoreException { Failure: StoreFailure.Corrupt })
        {
            Keep(key, e);
        }
    }

    private void Keep(SessionKey key, ColloquyException e) => _kept[key] = new KeptSession(
        key,
        e switch { SessionHeldException => KeptReason.Held, SessionImmutableException => KeptReason.Immutable, SessionBusyException => KeptReason.Busy, _ => KeptReason.Failed },
        e.Message)
    {
        Until = (e as SessionImmutableException)?.Until,
        Holds = (e as SessionHeldException)?.Holds ?? [],
    };

    private async ValueTask<long> RemoveMemoriesAsync(CancellationToken cancellationToken)
    {
        if (store.GetService<IMemoryStore>() is not { } memories)
            return 0;

        var removed = 0L;
        await foreach (var of in ListMemoryOwnersAsync(cancellationToken).ConfigureAwait(false))
            removed += options.DryRun ? await CountAsync(memories, of, cancellationToken).ConfigureAwait(false) : await memories.ClearAsync(of, cancellationToken).ConfigureAwait(false);
        return removed;
    }

    /// <summary>The user, and each agent that has memories about the user.</summary>
    private async IAsyncEnumerable<MemoryOwner> ListMemoryOwnersAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = new MemoryOwner(owner);
        yield return last;
        if (store.GetService<IOwnerCopy>() is not { } owners)
            yield break;

        while (true)
        {
            var page = await owners.ListOwnersAsync(last, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var found in page.TakeWhile(found => found.Owner == owner))
                yield return last = found;
            if (page.Count < PageSize || page[^1].Owner != owner)
                yield break;
        }
    }

    private static async ValueTask<long> CountAsync(IMemoryStore memories, MemoryOwner of, CancellationToken cancellationToken)
    {
        var count = 0L;
        for (MemoryId? before = null; ;)
        {
            var page = await memories.ListAsync(new MemoryListing(of) { Before = before, Limit = PageSize }, cancellationToken).ConfigureAwait(false);
            count += page.Items.Count;
            if (page.Next is null)
                return count;
            before = page.Next;
        }
    }

    private async ValueTask<long> RemoveStateAsync(CancellationToken cancellationToken)
    {
        if (store.GetService<IOwnerState>() is not { } states)
            return 0;

        var stored = await states.ListAsync(owner, cancellationToken).ConfigureAwait(false);
        var keys = stored.Count(found => found.Key != AuditNames.StateKey);
        if (!options.DryRun)
            await RequiredPort.OwnerCopy(store).RestoreStateAsync(owner, await ErasePseudonymAsync(stored, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return keys;
    }

    /// <summary>Removes who the user's pseudonym in the audit is. Sessions that are kept still need it.</summary>
    /// <returns>The state that stays.</returns>
    private async ValueTask<IReadOnlyList<StoredState>> ErasePseudonymAsync(IReadOnlyList<StoredState> stored, CancellationToken cancellationToken)
    {
        if (_kept.Count > 0)
            return [.. stored.Where(found => found.Key == AuditNames.StateKey)];

        var table = new PseudonymTable(store, time);
        if (await table.FindAsync(owner, cancellationToken).ConfigureAwait(false) is { } pseudonym)
            await table.EraseAsync(pseudonym, cancellationToken).ConfigureAwait(false);
        return [];
    }
}
