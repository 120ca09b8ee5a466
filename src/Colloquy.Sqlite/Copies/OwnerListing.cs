namespace Colloquy.Sqlite;

/// <summary>Lists the owners of state and of memories together. Each is read by its index, from the place where the page begins.</summary>
internal static class OwnerListing
{
    private static readonly Sql SelectState = new("SELECT app, user, '' FROM state_owners WHERE (app, user) > (?1, ?2) ORDER BY app, user LIMIT ?4");
    private static readonly Sql SelectMemory = new("SELECT app, user, agent FROM memory_owners WHERE (app, user, agent) > (?1, ?2, ?3) ORDER BY app, user, agent LIMIT ?4");

    public static IReadOnlyList<MemoryOwner> Page(Connection connection, MemoryOwner? after, int limit) =>
        OwnerMerge.Of(Read(connection.Use(SelectState), after, limit), Read(connection.Use(SelectMemory), after, limit), limit);

    private static List<MemoryOwner> Read(Statement statement, MemoryOwner? after, int limit)
    {
        var found = new List<MemoryOwner>();
        using var rows = statement.Bind(1, after?.Owner.App ?? "").Bind(2, after is null ? "" : StoredOwner.UserOf(after.Owner)).Bind(3, after?.AgentName ?? "").Bind(4, (long)limit);
        while (rows.Step())
            found.Add(new MemoryOwner(StoredOwner.Read(rows.Text(0), rows.Text(1)), rows.Text(2) is { Length: > 0 } agent ? agent : null));
        return found;
    }
}
