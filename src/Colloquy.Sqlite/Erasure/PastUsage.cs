namespace Colloquy.Sqlite;

/// <summary>Gives the usage of deleted sessions to another owner.</summary>
internal static class PastUsage
{
    private static readonly Sql InsertOwner = new("INSERT INTO owners (app, user) VALUES (?1, ?2)");

    private static readonly Sql[] Moving =
    [
        new("""
            INSERT INTO spending
            SELECT ?2, 0, model, provider, calls, reported, tools, input, output, cached, reasoning, total, cost, unpriced, unpriced_input, unpriced_cached, unpriced_output
            FROM spending WHERE owner = ?1 AND session = 0
            ON CONFLICT (owner, session, model, provider) DO UPDATE SET
                calls = calls + excluded.calls, reported = reported + excluded.reported, tools = tools + excluded.tools,
                input = input + excluded.input, output = output + excluded.output, cached = cached + excluded.cached,
                reasoning = reasoning + excluded.reasoning, total = total + excluded.total, cost = cost + excluded.cost,
                unpriced = unpriced + excluded.unpriced, unpriced_input = unpriced_input + excluded.unpriced_input,
                unpriced_cached = unpriced_cached + excluded.unpriced_cached, unpriced_output = unpriced_output + excluded.unpriced_output
            """),
        new("DELETE FROM spending WHERE owner = ?1 AND session = 0 AND ?2 > 0"),
        new("UPDATE usage SET owner = ?2 WHERE owner = ?1 AND session IS NULL"),
    ];

    private static readonly Sql DeleteUnused = new("""
        DELETE FROM owners WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.app = owners.app AND s.user = owners.user)
            AND NOT EXISTS (SELECT 1 FROM usage WHERE owner = ?1)
        """);

    public static long Move(Connection connection, SessionOwner owner, SessionOwner pseudonym)
    {
        if (OwnerRow.Find(connection, owner) is not { } from)
            return 0;

        var moved = 0L;
        PruneRows.Erasing(connection, () =>
        {
            if (OwnerRow.Find(connection, pseudonym) is not { } to)
            {
                connection.Use(InsertOwner).Bind(1, pseudonym).Run();
                to = connection.LastId();
            }

            foreach (var step in Moving)
                connection.Use(step).Bind(1, from).Bind(2, to).Run();
            moved = connection.Changes();
            connection.Use(DeleteUnused).Bind(1, moved > 0 ? from : to).Run();
            if (moved == 0)
                connection.Use(DeleteUnused).Bind(1, from).Run();
        });
        return moved;
    }
}
