namespace Colloquy;

/// <content>Searches the session's messages.</content>
public sealed partial class Session
{
    /// <summary>Searches the messages of the session, on the handle's branch unless the query asks for any line.</summary>
    /// <param name="query">What is looked for; a text will do.</param>
    /// <param name="progress">Is told how the index is brought up to date, when it is behind.</param>
    /// <param name="cancellationToken">Cancels the call. What was indexed until then stays.</param>
    /// <remarks>Whatever was committed before the call began is searched. A store with an index is brought up to date by the call; one without is read through, and so is one whose index cannot be written.</remarks>
    /// <exception cref="SessionNotFoundException">The session was deleted.</exception>
    public async Task<SearchPage> SearchAsync(SearchQuery query, IProgress<EntryProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var record = await Log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await SearchRun.RunAsync(Log.Store, SessionSelection.OfSession(Key), record, query, Log.Logger, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Builds what the index holds of the session again. Does nothing when the store has no index.</summary>
    /// <param name="progress">Is told how it goes.</param>
    /// <param name="cancellationToken">Cancels the call. The next search goes on.</param>
    public async Task RebuildSearchAsync(IProgress<EntryProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Log.Store.GetService<ISearchIndex>() is not { } index)
            return;

        await index.ForgetAsync(Key, cancellationToken).ConfigureAwait(false);
        await SearchRun.CatchUpAsync(Log.Store, SessionSelection.OfSession(Key), new UnreadableEntries(Log.Logger), progress, cancellationToken).ConfigureAwait(false);
    }
}
