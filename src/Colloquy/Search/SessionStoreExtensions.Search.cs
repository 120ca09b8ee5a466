using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <content>Searches messages. Whatever was committed before a call began is searched. A store with an index is brought up to date by the call, however many do so at once; one without is read through, and so is one whose index cannot be written, as on a full disk.</content>
public static partial class SessionStoreExtensions
{
    /// <summary>Searches the messages of all sessions of one owner.</summary>
    /// <param name="store">The store.</param>
    /// <param name="query">The query; a string converts to one.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="progress">Receives the progress of the index, when it is updated first; null for none.</param>
    /// <param name="logger">Where it is logged that a message cannot be read; null for nowhere.</param>
    /// <param name="cancellationToken">Cancels the call. What was indexed until then stays.</param>
    public static Task<SearchPage> SearchAsync(this ISessionStore store, SearchQuery query, SessionOwner owner, IProgress<EntryProgress>? progress = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(query);
        return SearchRun.RunAsync(store, SessionSelection.OfOwner(owner), session: null, query, logger ?? NullLogger.Instance, progress, cancellationToken);
    }

    /// <summary>Builds the whole index again, of all owners, also when it is damaged; in a SQLite store that of memories' words too. Does nothing when the store has no index.</summary>
    /// <param name="store">The store.</param>
    /// <param name="progress">Receives the progress; null for none.</param>
    /// <param name="logger">Where it is logged that a message cannot be read; null for nowhere.</param>
    /// <param name="cancellationToken">Cancels the call. The next search continues.</param>
    public static async Task RebuildSearchAsync(this ISessionStore store, IProgress<EntryProgress>? progress = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store.GetService<ISearchIndex>() is not { } index)
            return;

        await index.ForgetAsync(key: null, cancellationToken).ConfigureAwait(false);
        await SearchRun.CatchUpAsync(store, SessionSelection.All, new UnreadableEntries(logger ?? NullLogger.Instance), progress, cancellationToken).ConfigureAwait(false);
    }
}
