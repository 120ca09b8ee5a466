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
            return OwnerMerge.Of(state, await ReadAsync(rows, cancelled).ConfigureAwait(false), ask.limit);
        },
        cancellationToken);

    private static async ValueTask<List<MemoryOwner>> ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        var found = new List<MemoryOwner>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            found.Add(new MemoryOwner(StoredOwner.Read(rows.GetString(0), rows.GetString(1)), rows.GetString(2) is { Length: > 0 } agent ? agent : null));
        return found;
    }
}
