namespace Colloquy.Sqlite;

/// <summary>How far the index holds the logs: a position in each session's row, and the list of those that are behind.</summary>
internal static class SearchCursor
{
    private static readonly Sql Insert = new("INSERT OR IGNORE INTO search_behind (app, user, session, id) VALUES (?1, ?2, ?3, ?4)");

    /// <summary>Lists a session as behind. Commits do so when it was not.</summary>
    public static void FallBehind(Connection connection, SessionKey key, long session) =>
        connection.Use(Insert).Bind(1, key).Bind(4, session).Run();

    private static readonly Sql Delete = new("DELETE FROM search_behind WHERE app = ?1 AND user = ?2 AND session = ?3");

    public static void Remove(Connection connection, SessionKey key) =>
        connection.Use(Delete).Bind(1, key).Run();

    private static readonly Sql Update = new("UPDATE sessions SET searched = ?2 WHERE id = ?1");

    public static void Move(Connection connection, long session, Position searched) =>
        connection.Use(Update).Bind(1, session).Bind(2, searched.Value).Run();

    private static readonly Sql SelectSession = new("SELECT id, searched, tip, chain FROM sessions WHERE app = ?1 AND user = ?2 AND session = ?3");

    public static (long Session, SearchLag Lag)? Find(Connection connection, SessionKey key)
    {
        using var row = connection.Use(SelectSession).Bind(1, key);
        return row.Step() ? (row.Int64(0), ReadLag(row, 1, key)) : null;
    }

    private static readonly Sql SelectOfOwner = new("""
        SELECT b.app, b.user, b.session, s.searched, s.tip, s.chain FROM search_behind b JOIN sessions s ON s.id = b.id
        WHERE b.app = ?1 AND b.user = ?2 AND b.session > ?3 ORDER BY b.session LIMIT ?4
        """);

    private static readonly Sql SelectOfAll = new("""
        SELECT b.app, b.user, b.session, s.searched, s.tip, s.chain FROM search_behind b JOIN sessions s ON s.id = b.id
        WHERE (b.app, b.user, b.session) > (?1, ?2, ?3) AND (?5 IS NULL OR b.app = ?5) AND (?6 IS NULL OR b.user = ?6)
        ORDER BY b.app, b.user, b.session LIMIT ?4
        """);

    public static IReadOnlyList<SearchLag> List(Connection connection, SessionSelection selection, SessionKey? after, int limit)
    {
        if (selection.Session is { } key)
            return after is null && Find(connection, key) is { } only && only.Lag.Indexed < only.Lag.Tip ? [only.Lag] : [];

        var found = new List<SearchLag>();
        using var rows = selection.Owner is { } owner
            ? connection.Use(SelectOfOwner).Bind(1, owner).Bind(3, after?.Id ?? "").Bind(4, (long)limit)
            : connection.Use(SelectOfAll).Bind(1, after?.App ?? selection.App ?? "").Bind(2, after?.User ?? StoredOwner.Nobody).Bind(3, after?.Id ?? "").Bind(4, (long)limit)
                .Bind(5, selection.App).Bind(6, StoredOwner.UserOf(selection));
        while (rows.Step())
            found.Add(ReadLag(rows, 3, SessionRow.ReadKey(connection, rows)));
        return found;
    }

    private static readonly Sql SumOfOwner = new("""
        SELECT sum(s.tip - s.searched) FROM search_behind b JOIN sessions s ON s.id = b.id WHERE b.app = ?1 AND b.user = ?2
        """);

    private static readonly Sql SumOfAll = new("""
        SELECT sum(s.tip - s.searched) FROM search_behind b JOIN sessions s ON s.id = b.id WHERE (?1 IS NULL OR b.app = ?1) AND (?2 IS NULL OR b.user = ?2)
        """);

    public static long Count(Connection connection, SessionSelection selection)
    {
        if (selection.Session is { } key)
            return Find(connection, key) is { } only ? only.Lag.Tip.Value - only.Lag.Indexed.Value : 0;

        using var row = connection.Use(selection.Owner is null ? SumOfAll : SumOfOwner).Bind(1, selection.App).Bind(2, StoredOwner.UserOf(selection));
        return row.Step() ? row.Int64(0) : 0;
    }

    /// <summary>Reads how far a session is behind. A chain that is no hash fits no log: whoever indexes the session finds that, and passes over it.</summary>
    private static SearchLag ReadLag(Statement row, int first, SessionKey key) =>
        new(key, new Position(row.Int64(first)), new Position(row.Int64(first + 1)), row.Bytes(first + 2) is { Length: Digest.Size } chain ? new Digest(chain) : default);
}
