namespace Colloquy.Sqlite;

/// <summary>The numbers of owners, under which their usage and the words of their messages stand.</summary>
internal static class OwnerRow
{
    private static readonly Sql SelectOwner = new("SELECT id FROM owners WHERE app = ?1 AND user = ?2");

    public static long? Find(Connection connection, SessionOwner owner)
    {
        using var row = connection.Use(SelectOwner).Bind(1, owner);
        return row.Step() ? row.Int64(0) : null;
    }

    private static readonly Sql SelectName = new("SELECT app, user FROM owners WHERE id = ?1");

    /// <summary>How rows name the owner with a number; null when there is none.</summary>
    public static (string App, string User)? Read(Connection connection, long owner)
    {
        using var row = connection.Use(SelectName).Bind(1, owner);
        return row.Step() ? (row.Text(0), row.Text(1)) : null;
    }

    private static readonly Sql Insert = new("INSERT INTO owners (app, user) VALUES (?1, ?2)");

    public static long Ensure(Connection connection, SessionOwner owner)
    {
        if (Find(connection, owner) is { } number)
            return number;

        connection.Use(Insert).Bind(1, owner).Run();
        return connection.LastId();
    }

    private static readonly Sql SelectNumbers = new("SELECT id FROM owners WHERE (?1 IS NULL OR app = ?1) AND (?2 IS NULL OR user = ?2) ORDER BY id DESC");

    /// <summary>All owners that a selection covers; those that came last are first.</summary>
    public static List<long> List(Connection connection, SessionSelection selection)
    {
        var found = new List<long>();
        using var rows = connection.Use(SelectNumbers).Bind(1, selection.App).Bind(2, StoredOwner.UserOf(selection));
        while (rows.Step())
            found.Add(rows.Int64(0));
        return found;
    }

    private static readonly Sql DeleteUnused = new("""
        DELETE FROM owners WHERE app = ?1 AND user = ?2 AND NOT EXISTS (SELECT 1 FROM sessions WHERE app = ?1 AND user = ?2)
            AND NOT EXISTS (SELECT 1 FROM usage WHERE owner = owners.id)
        """);

    /// <summary>Forgets an owner of whom nothing is left: no session, and nothing spent.</summary>
    public static void RemoveUnused(Connection connection, SessionOwner owner) =>
        connection.Use(DeleteUnused).Bind(1, owner).Run();
}
