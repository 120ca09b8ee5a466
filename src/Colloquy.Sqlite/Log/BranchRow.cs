namespace Colloquy.Sqlite;

/// <summary>Reads and writes the branches that are not current; the current one is in the session's own row.</summary>
internal static class BranchRow
{
    private static readonly Sql SelectCurrent = new("SELECT id, branch, head, moved, waits FROM sessions WHERE app = ?1 AND user = ?2 AND session = ?3");
    private static readonly Sql SelectOthers = new("SELECT name, head, moved, waits FROM branches WHERE session = ?1 ORDER BY name");

    public static IReadOnlyList<BranchHead> List(Connection connection, SessionKey key, string? name)
    {
        using var session = connection.Use(SelectCurrent).Bind(1, key);
        if (!session.Step())
            throw new SessionNotFoundException(key);
        if (name is not null)
            return session.Text(1) == name ? [Read(session, 1)] : Find(connection, session.Int64(0), name) is { } one ? [one] : [];

        var current = session.Bytes(1);
        var isListed = false;
        var found = new List<BranchHead>();
        using var others = connection.Use(SelectOthers).Bind(1, session.Int64(0));
        while (others.Step())
        {
            if (!isListed && others.Bytes(0).SequenceCompareTo(current) > 0)
            {
                found.Add(Read(session, 1));
                isListed = true;
            }

            found.Add(Read(others, 0));
        }

        if (!isListed)
            found.Add(Read(session, 1));
        return found;
    }

    private static readonly Sql SelectHead = new("SELECT name, head, moved, waits FROM branches WHERE session = ?1 AND name = ?2");

    public static BranchHead? Find(Connection connection, long session, string name)
    {
        using var row = connection.Use(SelectHead).Bind(1, session).Bind(2, name);
        return row.Step() ? Read(row, 0) : null;
    }

    private static readonly Sql Upsert = new("""
        INSERT INTO branches (session, name, head, moved, waits) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (session, name) DO UPDATE SET head = excluded.head, moved = excluded.moved, waits = excluded.waits
        """);

    public static void Save(Connection connection, long session, BranchHead branch) =>
        connection.Use(Upsert).Bind(1, session).Bind(2, branch.Name).Bind(3, branch.Head?.Value).Bind(4, branch.LastMove.Value).Bind(5, branch.IsWaiting ? 1L : 0).Run();

    private static readonly Sql Delete = new("DELETE FROM branches WHERE session = ?1 AND name = ?2");

    /// <summary>Takes a branch out of this table, since it becomes the current one.</summary>
    public static void Remove(Connection connection, long session, string name) =>
        connection.Use(Delete).Bind(1, session).Bind(2, name).Run();

    private static BranchHead Read(Statement row, int column) =>
        new(row.Text(column), row.IsNull(column + 1) ? null : new Position(row.Int64(column + 1))) { LastMove = new Position(row.Int64(column + 2)), IsWaiting = row.Int64(column + 3) != 0 };
}
