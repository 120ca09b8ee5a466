using Npgsql;

namespace Colloquy.Postgres;

/// <summary>How far the index holds the logs: a position in each session's row, and an index of those that are behind.</summary>
internal static class SearchCursor
{
    private const string Columns = """s.app, s."user", s.session, s.searched, s.tip, s.chain""";

    private static readonly Sql SelectSession = new($"SELECT {Columns} FROM colloquy.sessions s WHERE s.sid = $1 AND s.behind");

    private static readonly Sql SelectOfOwner = new($"""
        SELECT {Columns} FROM colloquy.sessions s WHERE s.behind AND s.app = $1 AND s."user" = $2 AND s.session > $3 ORDER BY s.session LIMIT $4
        """);

    private static readonly Sql SelectOfApp = new($"""
        SELECT {Columns} FROM colloquy.sessions s WHERE s.behind AND s.app = $1 AND (s."user", s.session) > ($2, $3) ORDER BY s."user", s.session LIMIT $4
        """);

    private static readonly Sql SelectOfAll = new($"""
        SELECT {Columns} FROM colloquy.sessions s WHERE s.behind AND (s.app, s."user", s.session) > ($1, $2, $3) ORDER BY s.app, s."user", s.session LIMIT $4
        """);

    // A user has sessions in few apps, but the index is by app: apps are walked from each to the next.
    private static readonly Sql SelectOfUser = new($"""
        WITH RECURSIVE apps(app) AS (
            (SELECT s.app FROM colloquy.sessions s WHERE s.behind AND s.app >= $1 ORDER BY s.app LIMIT 1)
            UNION ALL
            SELECT (SELECT s.app FROM colloquy.sessions s WHERE s.behind AND s.app > a.app ORDER BY s.app LIMIT 1) FROM apps a WHERE a.app IS NOT NULL
        )
        SELECT {Columns} FROM apps a CROSS JOIN LATERAL (
            SELECT * FROM colloquy.sessions l WHERE l.behind AND l.app = a.app AND l."user" = $5 AND (l.app, l."user", l.session) > ($1, $2, $3) ORDER BY l.session LIMIT $4
        ) s
        ORDER BY s.app, s.session LIMIT $4
        """);

    public static ValueTask<IReadOnlyList<SearchLag>> ListAsync(Database database, SessionSelection selection, SessionKey? after, int limit, CancellationToken cancellationToken) =>
        selection.Session is not null && after is not null ? new([]) : database.ReadAsync(
            (selection, after, limit),
            static (batch, ask) => Fill(batch, ask.selection, ask.after, ask.limit),
            static async (rows, _, cancelled) =>
            {
                var found = new List<SearchLag>();
                while (await rows.ReadAsync(cancelled).ConfigureAwait(false))
                    found.Add(Read(rows));
                return (IReadOnlyList<SearchLag>)found;
            },
            cancellationToken);

    private static void Fill(Batch batch, SessionSelection selection, SessionKey? after, int limit)
    {
        var (app, user, id) = (after?.App ?? "", after?.User ?? StoredOwner.Nobody, after?.Id ?? "");
        if (selection.Session is { } key)
            batch.Add(SelectSession).With(StoredId.Of(key));
        else if (selection.Owner is { } owner)
            batch.Add(SelectOfOwner).With(owner).With(id).With((long)limit);
        else if (selection.IsOneUser)
            batch.Add(SelectOfUser).With(app).With(user).With(id).With((long)limit).With(StoredOwner.UserOf(selection));
        else if (selection.App is { } only)
            batch.Add(SelectOfApp).With(only).With(user).With(id).With((long)limit);
        else
            batch.Add(SelectOfAll).With(app).With(user).With(id).With((long)limit);
    }

    private const string Sum = "SELECT coalesce(sum(s.tip - s.searched), 0)::bigint FROM colloquy.sessions s WHERE s.behind";

    private static readonly Sql SumOfSession = new($"{Sum} AND s.sid = $1");
    private static readonly Sql SumOfOwner = new($"{Sum} AND s.app = $1 AND s.\"user\" = $2");
    private static readonly Sql SumOfApp = new($"{Sum} AND s.app = $1");
    private static readonly Sql SumOfUser = new($"{Sum} AND s.\"user\" = $1");
    private static readonly Sql SumOfAll = new(Sum);

    public static ValueTask<long> CountAsync(Database database, SessionSelection selection, CancellationToken cancellationToken) => database.ReadAsync(
        selection,
        static (batch, selection) =>
        {
            if (selection.Session is { } key)
                batch.Add(SumOfSession).With(StoredId.Of(key));
            else if (selection.Owner is { } owner)
                batch.Add(SumOfOwner).With(owner);
            else if (selection.IsOneUser)
                batch.Add(SumOfUser).With(StoredOwner.UserOf(selection));
            else if (selection.App is { } app)
                batch.Add(SumOfApp).With(app);
            else
                batch.Add(SumOfAll);
        },
        static async (rows, _, cancelled) =>
        {
            await rows.ReadAsync(cancelled).ConfigureAwait(false);
            return rows.GetInt64(0);
        },
        cancellationToken);

    /// <summary>Reads how far a session is behind. A chain that is no hash fits no log: whoever indexes the session finds that, and passes over it.</summary>
    private static SearchLag Read(NpgsqlDataReader row) => new(
        new SessionKey(row.GetString(2), StoredOwner.Read(row.GetString(0), row.GetString(1))),
        row.Position(3),
        row.Position(4),
        row.Bytes(5) is { Length: Digest.Size } chain ? new Digest(chain) : default);
}
