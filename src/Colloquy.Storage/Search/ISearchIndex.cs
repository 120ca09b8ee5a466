namespace Colloquy.Storage;

/// <summary>An index of what messages say: what a store has beside <see cref="ISessionStore"/> when it can find words faster than by reading every message.</summary>
/// <remarks>
/// <para>A port like the store itself; programs search through <c>Session</c> and the store. A store without an index is
/// read through, with the same results.</para>
/// <para>The index is a view. It keeps, of each session, the position up to which it holds the log, and is brought up to
/// the log's tip by whoever asks. It is given words, not text: taking a text apart is not its work, nor is ranking.
/// Entries that are deleted or pruned leave the index in the transaction that removes them. It need not survive a loss of
/// power as a commit does, but is never ahead of what it holds.</para>
/// </remarks>
public interface ISearchIndex
{
    /// <summary>Finds sessions whose logs go beyond what the index holds, by app, user and id, byte by byte; nothing when there is none.</summary>
    /// <param name="selection">The sessions.</param>
    /// <param name="after">The session after which to go on; null to begin. It need not be behind, or there.</param>
    /// <param name="limit">The most that are wanted, from 1 on.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>The cost follows the number that are found, not the number of sessions.</remarks>
    ValueTask<IReadOnlyList<SearchLag>> FindLagsAsync(SessionSelection selection, SessionKey? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Counts the entries by which logs go beyond what the index holds.</summary>
    /// <param name="selection">The sessions.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<long> CountLagAsync(SessionSelection selection, CancellationToken cancellationToken = default);

    /// <summary>Adds the texts of runs of entries, in one transaction.</summary>
    /// <param name="additions">What is added; those of one session follow one another.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many of them were taken. One that does not fit, because another was quicker or the session is gone or another one, is left out.</returns>
    /// <remarks>An addition fits when the index holds the session's log up to <see cref="SearchAddition.After"/>, and the entry at <see cref="SearchAddition.UpTo"/> has the <see cref="SearchAddition.Chain"/>.</remarks>
    ValueTask<int> AddAsync(IReadOnlyList<SearchAddition> additions, CancellationToken cancellationToken = default);

    /// <summary>Finds messages that hold all terms, the newest sessions' newest first.</summary>
    /// <param name="matching">What is looked for, and where.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The newest messages of the newest sessions first, up to <see cref="SearchMatching.Limit"/>.</returns>
    ValueTask<IReadOnlyList<SearchCandidate>> MatchAsync(SearchMatching matching, CancellationToken cancellationToken = default);

    /// <summary>Empties the index, for it to be built again.</summary>
    /// <param name="key">The session that is forgotten; null for all, also when the index is damaged.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask ForgetAsync(SessionKey? key, CancellationToken cancellationToken = default);
}
