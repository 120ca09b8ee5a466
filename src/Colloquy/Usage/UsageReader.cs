using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Asks a store's ledger for sums; of a store that has none, the logs.</summary>
internal static class UsageReader
{
    private static readonly EntryKind[] ModelCalls = [EntryKind.ModelCall];

    public static async ValueTask<IReadOnlyList<UsageSum>> SumAsync(ISessionStore store, UsageQuery query, UsageBy by, ILogger logger, CancellationToken cancellationToken)
    {
        query.EnsureWellFormed(by);
        return store.GetService<IUsageLedger>() is { } ledger
            ? await ledger.SumAsync(query, by, cancellationToken).ConfigureAwait(false)
            : UsageSums.Of(await ReadAsync(store, query, logger, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false), query, by);
    }

    public static async ValueTask<IReadOnlyList<UsageSum>> SumAsync(ISessionDirectory directory, UsageDirectoryQuery query, UsageBy by, ILogger logger, CancellationToken cancellationToken)
    {
        UsageDirectoryQuery.EnsureWellFormed(by);
        if (directory is IUsageDirectory ledger)
            return await ledger.SumAllAsync(query, by, cancellationToken).ConfigureAwait(false);
        if (directory is not ISessionStore store)
            throw new InvalidOperationException($"{directory.GetType().Name} keeps no usage and has no logs to read it from. Ask the store itself.");

        return UsageSums.Of(await ReadAsync(store, directory, query, logger, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false), query, by);
    }

    private static async IAsyncEnumerable<UsageItem> ReadAsync(ISessionStore store, UsageQuery query, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.SessionId is { } id)
        {
            await foreach (var item in ReadAsync(store, new SessionKey(id, query.User, query.App), logger, cancellationToken).ConfigureAwait(false))
                yield return item;
            yield break;
        }

        var listing = new SessionQuery(query.User, query.App) { Filter = new SessionFilter { Limit = 1_000 } };
        for (SessionPage? page = null; page is null || page.Next is not null;)
        {
            page = await store.ListAsync(listing with { After = page?.Next }, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Unreadable.Select(session => Pass(session, query.App, query.User, logger)))
                yield return item;
            foreach (var record in page.Sessions)
            {
                await foreach (var item in ReadAsync(store, record.Key, logger, cancellationToken).ConfigureAwait(false))
                    yield return item;
            }
        }
    }

    private static async IAsyncEnumerable<UsageItem> ReadAsync(ISessionStore store, ISessionDirectory directory, UsageDirectoryQuery query, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listing = new DirectoryQuery { App = query.App, User = query.User, Filter = new SessionFilter { Limit = 1_000 } };
        for (SessionPage? page = null; page is null || page.Next is not null;)
        {
            page = await directory.ListAllAsync(listing with { After = page?.Next }, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Unreadable.Select(session => Pass(session, query.App, query.User, logger)))
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
                        yield return new UsageItem(key.App, key.User, key.Id, CallUsage.Of(entry, call));
                        break;
                    case UnreadableBody:
                        yield return new UsageItem(key.App, key.User, key.Id, UsageRecord.OfUnreadable(entry));
                        break;
                }
            }

            read = page.Next is null ? null : read.Continue(page);
        }
    }

    /// <summary>A session whose record cannot be read, and with it what it used.</summary>
    private static UsageItem Pass(UnreadableSession session, string? app, string? user, ILogger logger)
    {
        ReadingLog.UsageUnreadable(logger, session.Key, session.Problem);
        return new UsageItem(session.Key?.App ?? app ?? "", session.Key?.User ?? user ?? "", session.Key?.Id, UsageRecord.OfUnreadable(entry: null));
    }
}
