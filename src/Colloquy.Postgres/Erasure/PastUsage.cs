namespace Colloquy.Postgres;

/// <summary>Gives the usage of deleted sessions to another owner.</summary>
internal static class PastUsage
{
    private static readonly Sql InsertSpending = new($"""
        INSERT INTO colloquy.spending AS s (owner, sid, service, session, model, provider, {SpendingColumns.Names})
        SELECT $2, sid, service, NULL, model, provider, {SpendingColumns.Names} FROM colloquy.spending WHERE owner = $1 AND sid = '00000000-0000-0000-0000-000000000000'
        ON CONFLICT (owner, sid, service) DO UPDATE SET {SpendingColumns.Change('+', "excluded")}
        """);

    private static readonly Sql DeleteSpending = new("DELETE FROM colloquy.spending WHERE owner = $1 AND sid = '00000000-0000-0000-0000-000000000000'");

    // The calls go by a deletion and an insertion: in a distributed database the owner decides where a row is kept.
    private static readonly Sql MoveCalls = new($"""
        WITH taken AS (
            DELETE FROM colloquy.usage WHERE owner = $1 AND sid IS NULL RETURNING *
        ), named AS (
            INSERT INTO colloquy.usage_owners (owner, app, "user") SELECT $2, $3, $4 WHERE EXISTS (SELECT 1 FROM taken) ON CONFLICT (owner) DO NOTHING
        )
        INSERT INTO colloquy.usage (owner, sid, {UsageColumns.Given}) SELECT $2, NULL, {UsageColumns.Given} FROM taken
        """);

    // The least time is found at the beginning of an index. NOT EXISTS, and a LIMIT without an order, can be planned as a read of all usage.
    private static readonly Sql DeleteUnused = new("""
        DELETE FROM colloquy.usage_owners WHERE owner = $1 AND (SELECT min(at) FROM colloquy.usage WHERE owner = $1) IS NULL
        """);

    public static async ValueTask MoveAsync(Database database, SessionOwner owner, SessionOwner pseudonym, CancellationToken cancellationToken) => await database.WriteRepeatablyAsync(
        (owner, pseudonym),
        static (batch, ask) =>
        {
            var (from, to) = (StoredId.Of(ask.owner), StoredId.Of(ask.pseudonym));
            batch.Add(MoveCalls).With(from).With(to).With(ask.pseudonym);
            batch.Add(InsertSpending).With(from).With(to);
            batch.Add(DeleteSpending).With(from);
            batch.Add(DeleteUnused).With(from);
        },
        static (_, _, _) => new ValueTask<bool>(true),
        cancellationToken).ConfigureAwait(false);
}
