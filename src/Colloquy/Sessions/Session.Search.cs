namespace Colloquy;

/// <content>Searches the session's messages.</content>
public sealed partial class Session
{
    /// <summary>Searches the messages of the session: those of the handle's branch, unless the query includes others.</summary>
    /// <param name="query">The query; a string converts to one.</param>
    /// <param name="progress">Receives the progress of the index, when it is updated first; null for none.</param>
    /// <param name="cancellationToken">Cancels the call. Entries that were indexed until then stay indexed.</param>
    /// <remarks>The call searches all messages that were committed before it began. Where the store has an index, the call updates it first. Where the store has none, or the index cannot be written, the call reads the log.</remarks>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async Task<SearchPage> SearchAsync(SearchQuery query, IProgress<EntryProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await SearchRun.RunAsync(Log.Store, SessionSelection.OfSession(Key), record, query, Log.Logger, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Builds the search index of the session again. Does nothing when the store has no index.</summary>
    /// <param name="progress">Receives the progress; null for none.</param>
    /// <param name="cancellationToken">Cancels the call. The next search continues.</param>
    public async Task RebuildSearchAsync(IProgress<EntryProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Log.Store.GetService<ISearchIndex>() is not { } index)
            return;

        await index.ForgetAsync(Key, cancellationToken).ConfigureAwait(false);
        await SearchRun.CatchUpAsync(Log.Store, SessionSelection.OfSession(Key), new UnreadableEntries(Log.Logger), progress, cancellationToken).ConfigureAwait(false);
    }
}
