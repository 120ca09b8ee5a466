namespace Colloquy.Sqlite;

/// <summary>The numbers of owners, which stand before their words.</summary>
internal static class SearchOwner
{
    private static readonly Sql SelectNumber = new("SELECT id FROM search_owners WHERE app = ?1 AND user = ?2");

    public static long? Find(Connection connection, string app, string user)
    {
        using var row = connection.Use(SelectNumber).Bind(1, app).Bind(2, user);
        return row.Step() ? row.Int64(0) : null;
    }

    private static readonly Sql Insert = new("INSERT INTO search_owners (app, user) VALUES (?1, ?2)");

    public static long Ensure(Connection connection, string app, string user)
    {
        if (Find(connection, app, user) is { } number)
            return number;

        connection.Use(Insert).Bind(1, app).Bind(2, user).Run();
        return connection.LastId();
    }

    private static readonly Sql SelectNumbers = new("SELECT id FROM search_owners WHERE ?1 IS NULL OR app = ?1 ORDER BY id DESC");

    /// <summary>All owners of an application, or of all; those that came last are first.</summary>
    public static List<long> List(Connection connection, string? app)
    {
        var found = new List<long>();
        using var rows = connection.Use(SelectNumbers).Bind(1, app);
        while (rows.Step())
            found.Add(rows.Int64(0));
        return found;
    }

    private static readonly Sql DeleteWithoutSessions = new("""
        DELETE FROM search_owners WHERE app = ?1 AND user = ?2 AND NOT EXISTS (SELECT 1 FROM sessions WHERE app = ?1 AND user = ?2)
        """);

    public static void RemoveWithoutSessions(Connection connection, SessionKey key) =>
        connection.Use(DeleteWithoutSessions).Bind(1, key.App).Bind(2, key.User).Run();
}
