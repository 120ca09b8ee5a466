using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Asks a store's ledger for sums; of a store that has none, the logs.</summary>
internal static class UsageReader
{
    private static readonly EntryKind[] ModelCalls = [EntryKind.ModelCall];
    private static readonly SessionQuery Listing = new() { Limit = 1_000 };

    public static async ValueTask<IReadOnlyList<UsageSum>> SumAsync(ISessionStore store, SessionOwner owner, UsageQuery query, UsageBy by, ILogger logger, CancellationToken cancellationToken)
    {
        var selection = SessionSelection.OfOwner(owner);
        query.EnsureWellFormed(selection, by);
        return store.GetService<IUsageLedger>() is { } ledger
            ? await ledger.SumAsync(owner, query, by, cancellationToken).ConfigureAwait(false)
            : await SumAsync(ReadAsync(store, (next, token) => store.ListAsync(owner, next, token), owner, logger, cancellationToken), selection, query, by, cancellationToken).ConfigureAwait(false);
    }

    public static async ValueTask<IReadOnlyList<UsageSum>> SumAsync(ISessionStore store, SessionKey key, UsageQuery query, UsageBy by, ILogger logger, CancellationToken cancellationToken)
    {
        var selection = SessionSelection.OfSession(key);
        query.EnsureWellFormed(selection, by);
        return store.GetService<IUsageLedger>() is { } ledger
            ? await ledger.SumAsync(key, query, by, cancellationToken).ConfigureAwait(false)
            : await SumAsync(ReadAsync(store, key, logger, cancellationToken), selection, query, by, cancellationToken).ConfigureAwait(false);
    }

    public static async ValueTask<IReadOnlyList<UsageSum>> SumAsync(ISessionDirectory directory, SessionSelection selection, UsageQuery query, UsageBy by, ILogger logger, CancellationToken cancellationToken)
    {
        query.EnsureWellFormed(selection, by);
        if (directory is IUsageDirectory ledger)
            return await ledger.SumAllAsync(selection, query, by, cancellationToken).ConfigureAwait(false);
        if (directory is not ISessionStore store)
            throw new InvalidOperationException($"{directory.GetType().Name} keeps no usage and has no logs to read it from. Ask the store itself.");

        var items = selection.Session is { } key
            ? ReadAsync(store, key, logger, cancellationToken)
            : ReadAsync(store, (next, token) => directory.ListAllAsync(selection, next, token), selection.Owner, logger, cancellationToken);
        return await SumAsync(items, selection, query, by, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<IReadOnlyList<UsageSum>> SumAsync(IAsyncEnumerable<UsageItem> items, SessionSelection selection, UsageQuery query, UsageBy by, CancellationToken cancellationToken) =>
        UsageSums.Of(await items.ToListAsync(cancellationToken).ConfigureAwait(false), selection, query, by);

    private static async IAsyncEnumerable<UsageItem> ReadAsync(
        ISessionStore store, Func<SessionQuery, CancellationToken, ValueTask<SessionPage>> list, SessionOwner? owner, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (SessionPage? page = null; page is null || page.Next is not null;)
        {
            page = await list(Listing with { After = page?.Next }, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Unreadable.Select(session => Pass(session, owner, logger)))
                yield return item;
            foreach (var record in page.Sessions)
            {
                await foreach (var item in ReadAsync(store, record.Key, logger, cancellationToken).ConfigureAwait(false))
                    yield return item;
            }
        }
    }

    private static async IAsyncEnumerable<UsageItem> ReadAsync(ISessionStore store, SessionKey key, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var read = LogRead.All() with { Kinds = ModelCalls, Limit = 1_000 }; read is not null;)
        {
            var page = await ReadingAround.ReadAsync(store, key, read, logger, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                switch (entry.DecodeOrPass(key, logger))
                {
                    case ModelCallBody call:
                        yield return new UsageItem(key.Owner, key.Id, CallUsage.Of(entry, call));
                        break;
                    case UnreadableBody:
                        yield return new UsageItem(key.Owner, key.Id, UsageRecord.OfUnreadable(entry));
                        break;
                }
            }

            read = page.Next is null ? null : read.Continue(page);
        }
    }

    /// <summary>A session whose record cannot be read, and with it what it used.</summary>
    private static UsageItem Pass(UnreadableSession session, SessionOwner? owner, ILogger logger)
    {
        ReadingLog.UsageUnreadable(logger, session.Key, session.Problem);
        return new UsageItem(session.Key?.Owner ?? owner, session.Key?.Id, UsageRecord.OfUnreadable(entry: null));
    }
}
