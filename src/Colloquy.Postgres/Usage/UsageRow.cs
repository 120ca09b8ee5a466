namespace Colloquy.Postgres;

/// <summary>Keeps what calls used.</summary>
internal static class UsageRow
{
    /// <summary>Adds up the calls that <c>added</c> has as rows of spending, for the owner $1, the session $2 or those that were deleted, and the session's name $22.</summary>
    private static readonly string Spend = $"""
        INSERT INTO colloquy.spending AS s (owner, sid, service, session, model, provider, {SpendingColumns.Names})
        SELECT $1, coalesce(u.sid, '00000000-0000-0000-0000-000000000000'), u.service, CASE WHEN u.sid IS NOT NULL THEN $22 END, u.model, u.provider, {SpendingColumns.OfCalls}
        FROM added u GROUP BY u.sid, u.service, u.model, u.provider
        ON CONFLICT (owner, sid, service) DO UPDATE SET {SpendingColumns.Change('+', "excluded")}
        """;

    // A call that the log holds takes its place there, also when it was kept before its commit was known.
    private static readonly Sql Insert = new($"""
        WITH given AS (SELECT * FROM {UsageColumns.Parameters} g({UsageColumns.Given})
        ), named AS (
            INSERT INTO colloquy.usage_owners (owner, app, "user") VALUES ($1, $3, $4) ON CONFLICT (owner) DO NOTHING
        ), placed AS (
            UPDATE colloquy.usage u SET position = g.position, turn = g.turn FROM given g
            WHERE u.owner = $1 AND u.call = g.call AND u.position = 0 AND g.position > 0 AND u.sid = $2
        ), added AS (
            INSERT INTO colloquy.usage AS u (owner, sid, {UsageColumns.Given}) SELECT $1, $2, * FROM given
            ON CONFLICT (owner, call) DO NOTHING
            RETURNING u.*
        )
        {Spend}
        """);

    /// <summary>Adds the statements that keep what the calls of a commit used.</summary>
    public static void Keep(Batch batch, SessionKey key, Guid session, IReadOnlyList<UsageRecord> records)
    {
        if (records.Count > 0)
            Add(batch.Add(Insert), key, session, records);
    }

    private const string IsThere = "EXISTS (SELECT 1 FROM colloquy.sessions e WHERE e.sid = $2)";

    // Until the end of the transaction the session is not deleted; commits do not wait for this lock.
    private static readonly Sql Lock = new("SELECT 1 FROM colloquy.sessions WHERE sid = $1 FOR KEY SHARE");

    /// <summary>Takes calls from those of deleted sessions, so that they can be kept for a session that has them again.</summary>
    private static readonly Sql TakeFromThePast = new($"""
        WITH taken AS (
            DELETE FROM colloquy.usage u WHERE u.owner = $1 AND u.call = ANY($3) AND u.sid IS NULL AND {IsThere} RETURNING u.*
        ), sums(service, {SpendingColumns.Names}) AS (
            SELECT u.service, {SpendingColumns.OfCalls} FROM taken u GROUP BY u.service
        )
        UPDATE colloquy.spending s SET {SpendingColumns.Change('-', "t")} FROM sums t
        WHERE s.owner = $1 AND s.sid = '00000000-0000-0000-0000-000000000000' AND s.service = t.service
        """);

    private static readonly Sql DeleteNothing = new("DELETE FROM colloquy.spending WHERE owner = $1 AND sid = '00000000-0000-0000-0000-000000000000' AND calls = 0");

    // What is of no session has no place in a log.
    private static readonly Sql InsertBeside = new($"""
        WITH given AS (SELECT * FROM {UsageColumns.Parameters} g({UsageColumns.Given})
        ), named AS (
            INSERT INTO colloquy.usage_owners (owner, app, "user") VALUES ($1, $3, $4) ON CONFLICT (owner) DO NOTHING
        ), there AS (SELECT {IsThere} AS is_there
        ), placed AS (
            UPDATE colloquy.usage u SET position = g.position, turn = g.turn FROM given g
            WHERE u.owner = $1 AND u.call = g.call AND u.position = 0 AND g.position > 0 AND u.sid = $2
        ), added AS (
            INSERT INTO colloquy.usage AS u (owner, sid, {UsageColumns.Given})
            SELECT $1, CASE WHEN t.is_there THEN $2 END, g.call, g.at, CASE WHEN t.is_there THEN g.position ELSE 0 END, CASE WHEN t.is_there THEN g.turn ELSE 0 END,
                g.agent, g.model, g.provider, g.service, g.called, g.tools, g.reported, g.input, g.output, g.cached, g.reasoning, g.total, g.cost
            FROM given g, there t
            ON CONFLICT (owner, call) DO NOTHING
            RETURNING u.*
        )
        {Spend}
        """);

    /// <summary>Keeps what calls used that no commit holds.</summary>
    public static async ValueTask RecordAsync(Database database, SessionKey key, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
            return;

        await database.WriteRepeatablyAsync(
            (key, records),
            static (batch, ask) =>
            {
                var (owner, session) = (StoredId.Of(ask.key.Owner), StoredId.Of(ask.key));
                batch.Add(Lock).With(session);
                batch.Add(TakeFromThePast).With(owner).With(session).With([.. ask.records.Select(record => record.Call)]);
                batch.Add(DeleteNothing).With(owner);
                Add(batch.Add(InsertBeside), ask.key, session, ask.records);
            },
            static (_, _, _) => new ValueTask<bool>(true),
            cancellationToken).ConfigureAwait(false);
    }

    private static readonly Sql SelectCalls = new($"""
        SELECT {UsageColumns.Names} FROM colloquy.usage u WHERE u.owner = $1 AND u.sid = $2 AND (u.at, u.call) > ($3, $4) ORDER BY u.at, u.call LIMIT $5
        """);

    public static ValueTask<IReadOnlyList<UsageRecord>> ReadAsync(Database database, SessionKey key, UsageRecord? after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        (database, key, after, limit),
        static (batch, ask) => batch.Add(SelectCalls).With(StoredId.Of(ask.key.Owner)).With(StoredId.Of(ask.key))
            .With(ask.after?.At.ToUnixTimeMilliseconds() ?? long.MinValue).With(ask.after?.Call ?? Guid.Empty).With((long)ask.limit),
        static async (rows, ask, cancelled) =>
        {
            var found = new List<UsageRecord>();
            while (await rows.ReadAsync(cancelled).ConfigureAwait(false))
                found.Add(UsageColumns.Read(rows, ask.database.Location));
            return (IReadOnlyList<UsageRecord>)found;
        },
        cancellationToken);

    private static readonly Sql[] Forgetting =
    [
        new("UPDATE colloquy.usage SET sid = NULL, position = 0, turn = 0 WHERE owner = $1 AND sid = $2"),
        new($"""
            INSERT INTO colloquy.spending AS s (owner, sid, service, session, model, provider, {SpendingColumns.Names})
            SELECT owner, '00000000-0000-0000-0000-000000000000', service, NULL, model, provider, {SpendingColumns.Names} FROM colloquy.spending WHERE owner = $1 AND sid = $2
            ON CONFLICT (owner, sid, service) DO UPDATE SET {SpendingColumns.Change('+', "excluded")}
            """),
        new("DELETE FROM colloquy.spending WHERE owner = $1 AND sid = $2"),
    ];

    /// <summary>Adds the statements that keep what a deleted session has spent, and forget that it was this session.</summary>
    public static void Forget(Batch batch, SessionKey key, Guid session)
    {
        foreach (var step in Forgetting)
            batch.Add(step).With(StoredId.Of(key.Owner)).With(session);
    }

    private static void Add(Batch batch, SessionKey key, Guid session, IReadOnlyList<UsageRecord> records)
    {
        batch.With(StoredId.Of(key.Owner)).With(session).With(key.Owner);
        UsageColumns.Add(batch, records);
        batch.With(key.Id);
    }
}
