using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy;

/// <summary>Searches messages.</summary>
/// <remarks>Whatever was committed before a call began is searched. A store with an index is brought up to date by the call, however many do so at once; one without is read through, and so is one whose index cannot be written, as on a full disk.</remarks>
public static class SearchExtensions
{
    /// <summary>Searches the messages of a session, on the handle's branch unless the query asks for any line.</summary>
    /// <param name="session">The session.</param>
    /// <param name="query">What is looked for; a text will do.</param>
    /// <param name="progress">Is told how the index is brought up to date, when it is behind.</param>
    /// <param name="cancellationToken">Cancels the call. What was indexed until then stays.</param>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public static async Task<SearchPage> SearchAsync(this Session session, SearchQuery query, IProgress<EntryProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        var record = await session.Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await SearchRun.RunAsync(session.Log.Store, SearchScope.Of(session.Key), record, query, session.Log.Logger, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Searches the messages of all sessions of one owner.</summary>
    /// <param name="store">The store.</param>
    /// <param name="query">What is looked for; a text will do.</param>
    /// <param name="user">The owner; empty for sessions that nobody owns.</param>
    /// <param name="app">The application.</param>
    /// <param name="progress">Is told how the index is brought up to date, when it is behind.</param>
    /// <param name="logger">Where it is said that a message cannot be read; null for nowhere.</param>
    /// <param name="cancellationToken">Cancels the call. What was indexed until then stays.</param>
    public static Task<SearchPage> SearchAsync(this ISessionStore store, SearchQuery query, string user, string app = SessionKey.DefaultApp, IProgress<EntryProgress>? progress = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return SearchRun.RunAsync(store, SearchScope.Of(user, app), session: null, query, logger ?? NullLogger.Instance, progress, cancellationToken);
    }

    /// <summary>Searches the messages of all owners. Privileged: for operators' tools, never for code that answers a user.</summary>
    /// <param name="directory">A store with a directory.</param>
    /// <param name="query">What is looked for; a text will do.</param>
    /// <param name="app">The application; null for all.</param>
    /// <param name="progress">Is told how the index is brought up to date, when it is behind.</param>
    /// <param name="logger">Where it is said that a message cannot be read; null for nowhere.</param>
    /// <param name="cancellationToken">Cancels the call. What was indexed until then stays.</param>
    /// <exception cref="ArgumentException">The directory is not the store itself, and gives no access to what its sessions say.</exception>
    public static Task<SearchPage> SearchAllAsync(this ISessionDirectory directory, SearchQuery query, string? app = null, IProgress<EntryProgress>? progress = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return directory is ISessionStore store
            ? SearchRun.RunAsync(store, SearchScope.All(app), session: null, query, logger ?? NullLogger.Instance, progress, cancellationToken)
            : throw new ArgumentException("The directory lists sessions, but is no store that they could be read from. Search the store itself.", nameof(directory));
    }

    /// <summary>Builds what the index holds of a session again. Does nothing when the store has no index.</summary>
    /// <param name="session">The session.</param>
    /// <param name="progress">Is told how it goes.</param>
    /// <param name="cancellationToken">Cancels the call. The next search goes on.</param>
    public static async Task RebuildSearchAsync(this Session session, IProgress<EntryProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Log.Store.GetService<ISearchIndex>() is not { } index)
            return;

        await index.ForgetAsync(session.Key, cancellationToken).ConfigureAwait(false);
        await SearchRun.CatchUpAsync(session.Log.Store, SearchScope.Of(session.Key), new UnreadableEntries(session.Log.Logger), progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Builds the whole index again, of all owners, also when it is damaged; in a SQLite store that of memories' words too. Does nothing when the store has no index.</summary>
    /// <param name="store">The store.</param>
    /// <param name="progress">Is told how it goes.</param>
    /// <param name="logger">Where it is said that a message cannot be read; null for nowhere.</param>
    /// <param name="cancellationToken">Cancels the call. The next search goes on.</param>
    public static async Task RebuildSearchAsync(this ISessionStore store, IProgress<EntryProgress>? progress = null, ILogger? logger = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store.GetService<ISearchIndex>() is not { } index)
            return;

        await index.ForgetAsync(key: null, cancellationToken).ConfigureAwait(false);
        await SearchRun.CatchUpAsync(store, SearchScope.All(), new UnreadableEntries(logger ?? NullLogger.Instance), progress, cancellationToken).ConfigureAwait(false);
    }
}
