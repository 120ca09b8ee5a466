using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Reads and writes the branches that are not current; the current one is in the session's own row.</summary>
internal static class BranchRow
{
    private static readonly Sql SelectCurrent = new("SELECT branch, head, moved, waits FROM colloquy.sessions WHERE sid = $1");
    private static readonly Sql SelectOthers = new("SELECT name, head, moved, waits FROM colloquy.branches WHERE sid = $1 AND ($2::text IS NULL OR name = $2) ORDER BY name");

    public static ValueTask<IReadOnlyList<BranchHead>> ListAsync(Database database, SessionKey key, string? name, CancellationToken cancellationToken) => database.ReadAsync(
        (key, name),
        static (batch, ask) => batch.Add(SelectCurrent).With(StoredId.Of(ask.key)).Add(SelectOthers).With(StoredId.Of(ask.key)).With(ask.name),
        static async (rows, ask, cancelled) =>
        {
            if (!await rows.ReadAsync(cancelled).ConfigureAwait(false))
                throw new SessionNotFoundException(ask.key);

            // Between the two statements another commit may have made another branch current.
            var found = new SortedDictionary<string, BranchHead>(Utf8Order.Instance);
            var current = Read(rows);
            if (ask.name is null || ask.name == current.Name)
                found[current.Name] = current;
            await rows.NextResultAsync(cancelled).ConfigureAwait(false);
            while (await rows.ReadAsync(cancelled).ConfigureAwait(false))
            {
                var branch = Read(rows);
                found.TryAdd(branch.Name, branch);
            }

            return (IReadOnlyList<BranchHead>)[.. found.Values];
        },
        cancellationToken);

    /// <summary>Selects branches by their names.</summary>
    public static readonly Sql SelectNamed = new("SELECT name, head, moved, waits FROM colloquy.branches WHERE sid = $1 AND name = ANY($2)");

    private static readonly Sql Upsert = new("""
        INSERT INTO colloquy.branches (sid, name, head, moved, waits) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (sid, name) DO UPDATE SET head = excluded.head, moved = excluded.moved, waits = excluded.waits
        """);

    public static void Save(Batch batch, Guid session, BranchHead branch) =>
        batch.Add(Upsert).With(session).With(branch.Name).With(branch.Head?.Value).With(branch.LastMove).With(branch.IsWaiting);

    private static readonly Sql Delete = new("DELETE FROM colloquy.branches WHERE sid = $1 AND name = $2");

    /// <summary>Takes a branch out of this table, since it becomes the current one.</summary>
    public static void Remove(Batch batch, Guid session, string name) => batch.Add(Delete).With(session).With(name);

    public static BranchHead Read(NpgsqlDataReader row) =>
        new(row.GetString(0), row.IsDBNull(1) ? null : row.Position(1)) { LastMove = row.Position(2), IsWaiting = row.GetBoolean(3) };
}
