namespace Colloquy.Sqlite;

/// <summary>Reads and writes the policies of sessions.</summary>
internal static class RetentionRow
{
    private static readonly Sql Update = new("UPDATE sessions SET retention = ?4 WHERE app = ?1 AND user = ?2 AND session = ?3");

    public static SessionRecord Set(Connection connection, SessionKey key, RetentionPolicy? policy, DateTimeOffset now)
    {
        var record = SessionRow.Find(connection, key) ?? throw new SessionNotFoundException(key);
        RetentionPolicy.EnsureMayReplace(record, policy, now);
        connection.Use(Update).Bind(1, key.App).Bind(2, key.User).Bind(3, key.Id).Bind(4, policy is null ? null : RetentionJson.Write(policy)).Run();
        return (record with { Retention = policy }).AsOf(now);
    }

    // A policy of its own index: sessions without one are not walked over.
    private static readonly Sql SelectPage = new($"""
        SELECT app, user, session, {SessionRow.Columns} FROM sessions INDEXED BY sessions_with_retention
        WHERE retention IS NOT NULL AND (app, user, session) > (?1, ?2, ?3) AND (?4 IS NULL OR app = ?4) AND (?5 IS NULL OR user = ?5)
        ORDER BY app, user, session
        """);

    public static RetentionPage List(Connection connection, RetentionQuery query, DateTimeOffset now)
    {
        var found = new List<SessionRecord>();
        using var rows = connection.Use(SelectPage)
            .Bind(1, query.After?.App ?? "").Bind(2, query.After?.User ?? "").Bind(3, query.After?.Id ?? "")
            .Bind(4, query.App).Bind(5, query.User);
        List<UnreadableSession>? unreadable = null;
        SessionKey? next = null;
        while (rows.Step())
        {
            if (found.Count == query.Limit)
            {
                next = found[^1].Key;
                break;
            }

            SessionKey? key = null;
            try
            {
                key = SessionRow.ReadKey(connection, rows);
                found.Add(SessionRow.Read(connection, rows, 3, key).AsOf(now));
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Corrupt)
            {
                // It is kept: what its policy says cannot be trusted.
                (unreadable ??= []).Add(new UnreadableSession(key, e.Message));
            }
        }

        return new RetentionPage(found, next) { Unreadable = unreadable ?? (IReadOnlyList<UnreadableSession>)[] };
    }
}
