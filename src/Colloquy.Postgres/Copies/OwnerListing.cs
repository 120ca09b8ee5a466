using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Lists the owners of state and of memories together. Each is read by its index, from the place where the page begins.</summary>
internal static class OwnerListing
{
    private static readonly Sql SelectState = new("""SELECT app, "user", '' FROM colloquy.state_owners WHERE (app, "user") > ($1, $2) ORDER BY app, "user" LIMIT $3""");
    private static readonly Sql SelectMemory = new("""SELECT app, "user", agent FROM colloquy.memory_owners WHERE (app, "user", agent) > ($1, $2, $3) ORDER BY app, "user", agent LIMIT $4""");

    public static ValueTask<IReadOnlyList<MemoryOwner>> PageAsync(Database database, MemoryOwner? after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        (after, limit),
        static (batch, ask) =>
        {
            var (app, user) = (ask.after?.Owner.App ?? "", ask.after is null ? "" : StoredOwner.UserOf(ask.after.Owner));
            batch.Add(SelectState).With(app).With(user).With((long)ask.limit);
            batch.Add(SelectMemory).With(app).With(user).With(ask.after?.AgentName ?? "").With((long)ask.limit);
        },
        static async (rows, ask, cancelled) =>
        {
            var state = await ReadAsync(rows, cancelled).ConfigureAwait(false);
            await rows.NextResultAsync(cancelled).ConfigureAwait(false);
            return (IReadOnlyList<MemoryOwner>)Merge(state, await ReadAsync(rows, cancelled).ConfigureAwait(false), ask.limit);
        },
        cancellationToken);

    private static List<MemoryOwner> Merge(List<(string App, string User, string Agent)> state, List<(string App, string User, string Agent)> memory, int limit)
    {
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

    private static async ValueTask<List<(string, string, string)>> ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var found = new List<(string, string, string)>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            found.Add((rows.GetString(0), rows.GetString(1), rows.GetString(2)));
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
