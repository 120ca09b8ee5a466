namespace Colloquy.Postgres;

/// <content>The search index.</content>
public sealed partial class PostgresSessionStore : ISearchIndex
{
    private readonly SearchFollower _follower;

    /// <summary>What updates the index in the background; completed when nothing does.</summary>
    internal Task Following => _follower.Running;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SearchLag>> FindLagsAsync(SessionSelection selection, SessionKey? after, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return SearchCursor.ListAsync(_database, selection, after, limit, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<long> CountLagAsync(SessionSelection selection, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return SearchCursor.CountAsync(_database, selection, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<int> AddAsync(IReadOnlyList<SearchAddition> additions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(additions);
        return SearchRows.AddAsync(_database, _sessions, additions, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<SearchCandidate>> MatchAsync(SearchMatching matching, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(matching);
        return new SearchReader(_database, matching).MatchAsync(cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask ForgetAsync(SessionKey? key, CancellationToken cancellationToken = default) => SearchRows.ForgetAsync(_database, _sessions, key, cancellationToken);

    /// <inheritdoc />
    public void Follow(Func<SessionKey, CancellationToken, IAsyncEnumerable<long>> catchUp)
    {
        ArgumentNullException.ThrowIfNull(catchUp);
        _follower.Register(catchUp);
    }
}
