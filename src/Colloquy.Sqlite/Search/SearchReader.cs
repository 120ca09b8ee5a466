namespace Colloquy.Sqlite;

/// <summary>Finds messages in the index.</summary>
internal static class SearchReader
{
    public static IReadOnlyList<SearchCandidate> Match(Connection connection, SearchMatching matching)
    {
        if (matching.Terms.Count == 0)
            return [];

        return matching.Selection.Owner is { } owned
            ? OwnerRow.Find(connection, owned) is { } owner ? MatchOwn(connection, matching, owner) : []
            : MatchAll(connection, matching);
    }

    private static List<SearchCandidate> MatchOwn(Connection connection, SearchMatching matching, long owner)
    {
        var (first, last) = (0L, long.MaxValue);
        if (matching.Selection.Session is { } key)
        {
            if (SessionRow.FindNumber(connection, key) is not { } session)
                return [];
            (first, last) = (EntryId.Base(session.Value), EntryId.Last(session.Value));
        }

        var found = new List<SearchCandidate>();
        foreach (var candidate in Walk(connection, matching, owner, first, last))
        {
            if (found.Count == matching.Limit)
                break;
            found.Add(candidate.Candidate);
        }

        return found;
    }

    /// <summary>Looks at one owner after the other, and keeps the newest: never more than are wanted.</summary>
    private static List<SearchCandidate> MatchAll(Connection connection, SearchMatching matching)
    {
        var newest = new PriorityQueue<SearchCandidate, long>();
        foreach (var owner in OwnerRow.List(connection, matching.Selection))
        {
            foreach (var (candidate, id) in Walk(connection, matching, owner, 0, long.MaxValue))
            {
                if (newest.Count < matching.Limit)
                {
                    newest.Enqueue(candidate, id);
                    continue;
                }

                newest.TryPeek(out _, out var oldest);
                if (id < oldest)
                    break;
                newest.EnqueueDequeue(candidate, id);
            }
        }

        var found = new List<SearchCandidate>(newest.Count);
        while (newest.TryDequeue(out var candidate, out _))
            found.Add(candidate);
        found.Reverse();
        return found;
    }

    private static readonly Sql SelectWords = new("""
        SELECT rowid FROM search_words WHERE search_words MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC
        """);

    private static readonly Sql SelectText = new("SELECT role, at, text FROM search_texts WHERE id = ?1");

    private static IEnumerable<(SearchCandidate Candidate, long Id)> Walk(Connection connection, SearchMatching matching, long owner, long first, long last)
    {
        SearchedSession? session = null;
        using var rows = connection.Use(SelectWords).Bind(1, OwnedWords.Express(matching.Terms, owner)).Bind(2, first).Bind(3, last);
        while (rows.Step())
        {
            var id = rows.Int64(0);
            if (session?.Number != EntryId.SessionOf(id))
                session = SearchedSession.Find(connection, EntryId.SessionOf(id), matching);
            if (session?.Holds(new Position(EntryId.PositionOf(id))) == true && Read(connection, matching, session.Key, id) is { } candidate)
                yield return (candidate, id);
        }
    }

    private static SearchCandidate? Read(Connection connection, SearchMatching matching, SessionKey key, long id)
    {
        using var row = connection.Use(SelectText).Bind(1, id);
        if (!row.Step())
            return null;

        var role = connection.Texts.Get(row.Bytes(0));
        var at = DateTimeOffset.FromUnixTimeMilliseconds(row.Int64(1));
        return matching.TryMatch(key, new Position(EntryId.PositionOf(id)), role, at, row.Bytes(2), out var candidate) ? candidate : null;
    }
}
