namespace Colloquy.Sqlite;

/// <summary>Gives the usage of deleted sessions to another owner.</summary>
internal static class PastUsage
{
    private static readonly Sql SelectAny = new("SELECT 1 FROM usage WHERE owner = ?1 AND session IS NULL LIMIT 1");
    private static readonly Sql InsertSpending = new($"INSERT INTO spending SELECT ?2, 0, {UsageRow.Spent} FROM spending WHERE owner = ?1 AND session = 0 {UsageRow.AddedUp}");
    private static readonly Sql DeleteSpending = new("DELETE FROM spending WHERE owner = ?1 AND session = 0");
    private static readonly Sql MoveCalls = new("UPDATE usage SET owner = ?2 WHERE owner = ?1 AND session IS NULL");

    public static bool Move(Connection connection, SessionOwner owner, SessionOwner pseudonym)
    {
        if (OwnerRow.Find(connection, owner) is not { } from)
            return true;

        PruneRows.Erasing(connection, () =>
        {
            if (HasAny(connection, from))
            {
                var to = OwnerRow.Ensure(connection, pseudonym);
                connection.Use(InsertSpending).Bind(1, from).Bind(2, to).Run();
                connection.Use(DeleteSpending).Bind(1, from).Run();
                connection.Use(MoveCalls).Bind(1, from).Bind(2, to).Run();
            }

            OwnerRow.RemoveUnused(connection, owner);
        });
        return true;
    }

    private static bool HasAny(Connection connection, long owner)
    {
        using var row = connection.Use(SelectAny).Bind(1, owner);
        return row.Step();
    }
}
