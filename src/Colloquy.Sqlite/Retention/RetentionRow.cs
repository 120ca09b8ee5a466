namespace Colloquy.Sqlite;

/// <summary>Reads and writes the policies of sessions.</summary>
internal static class RetentionRow
{
    private static readonly Sql Update = new("UPDATE sessions SET retention = ?4 WHERE app = ?1 AND user = ?2 AND session = ?3");

    public static SessionRecord Set(Connection connection, SessionKey key, RetentionPolicy? policy, DateTimeOffset now)
    {
        var record = SessionRow.Find(connection, key) ?? throw new SessionNotFoundException(key);
        RetentionPolicy.EnsureMayReplace(record, policy, now);
        connection.Use(Update).Bind(1, key).Bind(4, policy is null ? null : RetentionJson.Write(policy)).Run();
        return (record with { Retention = policy }).AsOf(now);
    }

    // A policy of its own index: sessions without one are not walked over.
    private static readonly Sql SelectPage = new($"""
        SELECT app, user, session, {SessionRow.Columns} FROM sessions INDEXED BY sessions_with_retention
        WHERE retention IS NOT NULL AND (app, user, session) > (?1, ?2, ?3) AND (?4 IS NULL OR app = ?4) AND (?5 IS NULL OR user = ?5)
            AND (?6 IS NULL OR session = ?6)
        ORDER BY app, user, session
        """);

    public static SessionPage List(Connection connection, SessionSelection selection, SessionCursor? after, int limit, DateTimeOffset now)
    {
        using var rows = connection.Use(SelectPage)
            .Bind(1, after?.Key.App ?? "").Bind(2, after?.Key.User ?? StoredOwner.Nobody).Bind(3, after?.Key.Id ?? "")
            .Bind(4, selection.App).Bind(5, StoredOwner.UserOf(selection)).Bind(6, selection.Session?.Id);

        // A session that cannot be read is told of and kept: what its policy says cannot be trusted.
        return SessionListing.Take(connection, rows, limit, title: null, now);
    }
}
