using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Reads the audit of a session: what its log says of its changes, and what its trail says of the rest, in one order.</summary>
internal static class AuditReader
{
    private const int PageSize = 500;

    public static readonly EntryKind[] Kind = [EntryKind.Audit];

    /// <summary>Reads the audit of a session, also of one that was deleted.</summary>
    public static async IAsyncEnumerable<AuditRecord> ReadAsync(ISessionStore store, SessionKey key, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var record = await store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        var changes = (record is null ? AsyncEnumerable.Empty<AuditRecord>() : ReadLogAsync(store, record, logger, cancellationToken)).GetAsyncEnumerator(cancellationToken);
        await using (changes.ConfigureAwait(false))
        {
            var isLeft = await changes.MoveNextAsync().ConfigureAwait(false);
            await foreach (var (noted, body) in ReadTrailAsync(store, key, logger, cancellationToken).ConfigureAwait(false))
            {
                // A session that was created again under the key begins with position 1 again.
                var isOfThis = record is not null && body.Created == record.CreatedAt;

                // What was copied for a deletion that was refused is still in the log, unless an older document was restored since.
                if (isOfThis && !body.From.IsStart && await IsInLogAsync(store, record!, noted, body.From, logger, cancellationToken).ConfigureAwait(false))
                    continue;
                while (isLeft && isOfThis && changes.Current.Position <= noted.After)
                {
                    yield return changes.Current;
                    isLeft = await changes.MoveNextAsync().ConfigureAwait(false);
                }

                yield return noted;
            }

            for (; isLeft; isLeft = await changes.MoveNextAsync().ConfigureAwait(false))
                yield return changes.Current;
        }
    }

    private static async ValueTask<bool> IsInLogAsync(ISessionStore store, SessionRecord record, AuditRecord copied, Position from, ILogger logger, CancellationToken cancellationToken)
    {
        if (from > record.Tip)
            return false;

        var entry = await new SessionLog(store, record, TimeProvider.System, logger).ReadEntryAsync(from, headerOnly: true, cancellationToken).ConfigureAwait(false);
        return entry.Kind == EntryKind.Audit && entry.Author == copied.Actor && entry.Subject == copied.Action.Value && entry.At == copied.At;
    }

    /// <summary>Reads a trail whole.</summary>
    public static async IAsyncEnumerable<(AuditRecord Record, AuditBody Body)> ReadAllAsync(ISessionStore store, SessionKey trail, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await store.GetAsync(trail, cancellationToken).ConfigureAwait(false) is not { } record)
            yield break;

        var log = new SessionLog(store, record, TimeProvider.System, logger);
        await foreach (var entry in log.ReadAsync(LogRead.All(default) with { Kinds = Kind, Limit = PageSize }, cancellationToken).ConfigureAwait(false))
        {
            var body = log.Decode(entry) as AuditBody ?? new AuditBody("");
            yield return (Of(entry, body) with { IsInTrail = true }, body);
        }
    }

    private static async IAsyncEnumerable<AuditRecord> ReadLogAsync(ISessionStore store, SessionRecord record, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var log = new SessionLog(store, record, TimeProvider.System, logger);
        await foreach (var entry in log.ReadAsync(LogRead.All(default) with { Kinds = Kind, Limit = PageSize }, cancellationToken).ConfigureAwait(false))
            yield return Of(entry, log.Decode(entry) as AuditBody ?? new AuditBody("")) with { After = entry.Position };
    }

    private static async IAsyncEnumerable<(AuditRecord Record, AuditBody Body)> ReadTrailAsync(ISessionStore store, SessionKey key, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (store.GetService<IOwnerState>() is null || await new PseudonymTable(store, TimeProvider.System).FindAsync(key.Owner, cancellationToken).ConfigureAwait(false) is not { } owner)
            yield break;

        await foreach (var found in ReadAllAsync(store, AuditNames.Trail(owner.NameOf(key)), logger, cancellationToken).ConfigureAwait(false))
            yield return found;
    }

    /// <remarks>Action and actor are in the header, which is readable when the rest is damaged.</remarks>
    private static AuditRecord Of(Entry entry, AuditBody body) => new()
    {
        At = body.At ?? entry.At,
        Action = new AuditAction(entry.Subject ?? ""),
        Actor = entry.Author ?? "",
        Role = body.Role,
        Detail = body.Detail,
        TurnStart = entry.TurnStart,
        After = body.After,
        Position = entry.Position,
        Failed = body.Failed,
        Chain = entry.Chain,
    };
}
