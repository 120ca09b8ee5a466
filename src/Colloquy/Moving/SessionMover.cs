using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Colloquy.Operations;

/// <summary>Makes single sessions of the target equal to those of the other store.</summary>
internal sealed class SessionMover(CopyStores stores, CopyRun run)
{
    private readonly ConcurrentDictionary<SessionKey, bool> _moving = new();

    /// <summary>Copies a session, or removes it when the other store does not have it any more.</summary>
    public async ValueTask MoveAsync(SessionKey key, CancellationToken cancellationToken)
    {
        // Whoever moves it already looks at its newest state, or the next pass does.
        if (!_moving.TryAdd(key, true))
            return;

        try
        {
            await run.TryAsync(key, $"Session {key}", () => CompareAndMoveAsync(key, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            _moving.TryRemove(key, out _);
        }
    }

    private async ValueTask CompareAndMoveAsync(SessionKey key, CancellationToken cancellationToken)
    {
        var source = await stores.From.GetAsync(key, cancellationToken).ConfigureAwait(false);
        var target = await stores.To.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (source is null)
        {
            if (target is not null && run.OwnsTarget)
                await RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (target is not null && StoreDifferences.AreEqual(source, target))
            return;
        if (run.IsDry)
        {
            run.CountCopied();
            return;
        }

        // What cannot be read takes nothing from the target: only a session that is whole replaces the one that is there.
        if (target is not null)
        {
            await ReadAsync(key, stores.FromCopy, cancellationToken).ConfigureAwait(false);
            await DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        }

        if (await CopyAsync(key, cancellationToken).ConfigureAwait(false))
            run.CountCopied();
    }

    private async ValueTask RemoveAsync(SessionKey key, CancellationToken cancellationToken)
    {
        if (!run.IsDry)
            await DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        run.CountRemoved();
    }

    private async ValueTask DeleteAsync(SessionKey key, CancellationToken cancellationToken)
    {
        await stores.To.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        StoreTraffic.Of(stores.To).History.Drop(key);
    }

    /// <returns>false when the session is not in the target as it is in the other store, which was told.</returns>
    private async ValueTask<bool> CopyAsync(SessionKey key, CancellationToken cancellationToken)
    {
        var sent = new SessionProof(key);
        if (await stores.To.RestoreAsync(key, ReadPartsAsync(key, sent, cancellationToken), cancellationToken).ConfigureAwait(false) is null)
        {
            run.CountChange();
            return false;
        }

        var stored = stores.ToCopy is { } copy ? await ReadAsync(key, copy, cancellationToken).ConfigureAwait(false) : await ReadLogAsync(key, cancellationToken).ConfigureAwait(false);
        if (sent.DifferenceTo(stored, withAll: stores.ToCopy is not null) is { } difference)
        {
            await DeleteAsync(key, CancellationToken.None).ConfigureAwait(false);
            run.Tell(new UnreadableSession(key, $"Session {key} was not copied. What the target stored of it is not the same, and was removed: {difference}."));
            return false;
        }

        return true;
    }

    private async IAsyncEnumerable<SessionPart> ReadPartsAsync(SessionKey key, SessionProof proof, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in stores.FromCopy.CopyAsync(key, cancellationToken).ConfigureAwait(false))
        {
            proof.Add(part);
            run.Report(part.Entries.Count);
            yield return part.Facts is { Retention: not null } facts ? part with { Facts = facts with { Retention = null } } : part;
        }
    }

    private static async ValueTask<SessionProof> ReadAsync(SessionKey key, ISessionCopy copy, CancellationToken cancellationToken)
    {
        var proof = new SessionProof(key);
        await foreach (var part in copy.CopyAsync(key, cancellationToken).ConfigureAwait(false))
            proof.Add(part);
        return proof;
    }

    private async ValueTask<SessionProof> ReadLogAsync(SessionKey key, CancellationToken cancellationToken)
    {
        var proof = new SessionProof(key);
        var read = LogRead.All() with { Limit = 1_000 };
        for (LogPage? page = null; page is null || page.Next is not null;)
        {
            page = await stores.To.ReadAsync(key, page is null ? read : read.Continue(page), cancellationToken).ConfigureAwait(false);
            if (page.Next is not null)
                read = read.Continue(page);
            proof.Add(new SessionPart { Entries = page.Entries });
        }

        return proof;
    }
}
