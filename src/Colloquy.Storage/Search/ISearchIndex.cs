namespace Colloquy.Storage;

/// <summary>Defines an optional part of a store: an index of the words of messages, which finds them faster than reading every message.</summary>
/// <remarks>
/// <para>Applications search through <c>Session</c> and the store. A store without an index is
/// read message by message, with the same results.</para>
/// <para>The index is a view. It stores, for each session, the position up to which it has the log. Callers update it to
/// the tip of the log. It is given words, not text: to split a text is not its work, nor is ranking.
/// Entries that are deleted or pruned leave the index in the transaction that removes them. It need not survive a loss of
/// power as a commit does, but is never ahead of what it holds.</para>
/// </remarks>
public interface ISearchIndex
{
    /// <summary>Finds sessions whose logs the index does not have completely, ordered by the bytes of app, user and id.</summary>
    /// <param name="selection">The sessions.</param>
    /// <param name="after">The session after which to continue; null for the first page. It need not exist.</param>
    /// <param name="limit">The maximum number of sessions, from 1.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>The cost depends on the number of sessions that are found, not on the number of all sessions.</remarks>
    ValueTask<IReadOnlyList<SearchLag>> FindLagsAsync(SessionSelection selection, SessionKey? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Counts the entries of logs that the index does not have yet.</summary>
    /// <param name="selection">The sessions.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<long> CountLagAsync(SessionSelection selection, CancellationToken cancellationToken = default);

    /// <summary>Adds the texts of runs of entries, in one transaction.</summary>
    /// <param name="additions">The additions, in the order of positions within a session.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of additions that were made. One that does not fit is skipped, for example since another process added it first or the session was deleted.</returns>
    /// <remarks>An addition fits when the index has the session's log up to <see cref="SearchAddition.After"/>, and the entry at <see cref="SearchAddition.UpTo"/> has the <see cref="SearchAddition.Chain"/>.</remarks>
    ValueTask<int> AddAsync(IReadOnlyList<SearchAddition> additions, CancellationToken cancellationToken = default);

    /// <summary>Returns a value that indicates whether the index can answer a query. Where it cannot, the logs are read, with the same results.</summary>
    /// <param name="matching">The query.</param>
    /// <remarks>The default implementation returns true. An index of encrypted words, for example, does not know the beginnings of words.</remarks>
    bool CanMatch(SearchMatching matching) => true;

    /// <summary>Finds messages that contain all terms.</summary>
    /// <param name="matching">The terms, and the sessions to search.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The messages, the newest of the newest sessions first, up to <see cref="SearchMatching.Limit"/>.</returns>
    ValueTask<IReadOnlyList<SearchCandidate>> MatchAsync(SearchMatching matching, CancellationToken cancellationToken = default);

    /// <summary>Removes a session, or all sessions, from the index, which is built again afterwards.</summary>
    /// <param name="key">The session; null for all, also when the index is damaged.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask ForgetAsync(SessionKey? key, CancellationToken cancellationToken = default);

    /// <summary>Registers the work that updates the index for a session, which a store can run in the background when commits have left the index far behind a log. Searches have less to add then.</summary>
    /// <param name="catchUp">Returns the steps of the work for a session. Each adds a short run of entries with <see cref="AddAsync"/>, and returns their number. The token cancels the steps.</param>
    /// <remarks>
    /// The default implementation does nothing: the index is updated by searches alone. A store that runs the work takes one session at a time, rests between steps while others
    /// write, logs failures, and on disposal cancels the work and waits for its end. The first registration stays.
    /// </remarks>
    void Follow(Func<SessionKey, CancellationToken, IAsyncEnumerable<long>> catchUp)
    {
    }
}
