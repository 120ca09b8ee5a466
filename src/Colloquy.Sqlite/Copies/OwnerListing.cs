namespace Colloquy.Sqlite;

/// <summary>Lists the owners of state and of memories together. Each is read by its index, from the place where the page begins.</summary>
internal static class OwnerListing
{
    private static readonly Sql SelectState = new("SELECT app, user, '' FROM state_owners WHERE (app, user) > (?1, ?2) ORDER BY app, user LIMIT ?4");
    private static readonly Sql SelectMemory = new("SELECT app, user, agent FROM memory_owners WHERE (app, user, agent) > (?1, ?2, ?3) ORDER BY app, user, agent LIMIT ?4");

    public static IReadOnlyList<MemoryOwner> Page(Connection connection, MemoryOwner? after, int limit)
    {
        var (state, memory) = (Read(connection.Use(SelectState), after, limit), Read(connection.Use(SelectMemory), after, limit));
        var found = new List<MemoryOwner>();
        for (int i = 0, j = 0; found.Count < limit && (i < state.Count || j < memory.Count);)
        {
            var order = i == state.Count ? 1 : j == memory.Count ? -1 : Compare(state[i], memory[j]);
            var (app, user, agent) = order <= 0 ? state[i] : memory[j];
            found.Add(new MemoryOwner(StoredOwner.Read(app, user), agent.Length == 0 ? null : agent));
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return found;
    }

    private static List<(string App, string User, string Agent)> Read(Statement statement, MemoryOwner? after, int limit)
    {
        var found = new List<(string, string, string)>();
        using var rows = statement.Bind(1, after?.Owner.App ?? "").Bind(2, after is null ? "" : StoredOwner.UserOf(after.Owner)).Bind(3, after?.AgentName ?? "").Bind(4, (long)limit);
        while (rows.Step())
            found.Add((rows.Text(0), rows.Text(1), rows.Text(2)));
        return found;
    }

    private static int Compare((string App, string User, string Agent) left, (string App, string User, string Agent) right)
    {
        var order = Utf8Order.Instance.Compare(left.App, right.App);
        if (order == 0)
            order = Utf8Order.Instance.Compare(left.User, right.User);
        return order != 0 ? order : Utf8Order.Instance.Compare(left.Agent, right.Agent);
    }
}
