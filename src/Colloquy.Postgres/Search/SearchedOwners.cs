using System.Runtime.CompilerServices;

namespace Colloquy.Postgres;

/// <summary>The owners of sessions, for a search across them. The index of sessions is walked from each owner to the next, so that the cost is that of the owners.</summary>
internal static class SearchedOwners
{
    private static readonly Sql SelectFirst = new(Next(">=", "", "(s.app, s.\"user\") > (o.app, o.\"user\")"));
    private static readonly Sql SelectNext = new(Next(">", "", "(s.app, s.\"user\") > (o.app, o.\"user\")"));
    private static readonly Sql SelectFirstOfApp = new(Next(">=", "s.app = $1 AND", "s.app = $1 AND s.\"user\" > o.\"user\""));
    private static readonly Sql SelectNextOfApp = new(Next(">", "s.app = $1 AND", "s.app = $1 AND s.\"user\" > o.\"user\""));

    private static readonly Sql SelectAppsOfUser = new("""
        WITH RECURSIVE apps(app) AS (
            (SELECT s.app FROM colloquy.sessions s ORDER BY s.app LIMIT 1)
            UNION ALL
            SELECT (SELECT s.app FROM colloquy.sessions s WHERE s.app > a.app ORDER BY s.app LIMIT 1) FROM apps a WHERE a.app IS NOT NULL
        )
        SELECT a.app, $1 FROM apps a WHERE EXISTS (SELECT 1 FROM colloquy.sessions s WHERE s.app = a.app AND s."user" = $1)
        """);

    /// <summary>Lists the owners that a selection covers, some at a time.</summary>
    public static async IAsyncEnumerable<Guid[]> ListAsync(Database database, SessionSelection selection, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (app, user) = (selection.App ?? "", StoredOwner.UserOf(selection));
        if (user is not null)
        {
            foreach (var some in (await ReadAsync(database, SelectAppsOfUser, [user], limit: null, cancellationToken).ConfigureAwait(false)).Chunk(limit))
                yield return [.. some.Select(StoredId.Of)];
            yield break;
        }

        var isFirst = true;
        for (var last = new SessionOwner(app: "x"); ;)
        {
            var sql = selection.App is null ? (isFirst ? SelectFirst : SelectNext) : isFirst ? SelectFirstOfApp : SelectNextOfApp;
            var owners = await ReadAsync(database, sql, isFirst ? [app, StoredOwner.Nobody] : [last.App, StoredOwner.UserOf(last)], limit, cancellationToken).ConfigureAwait(false);
            if (owners.Count > 0)
                yield return [.. owners.Select(StoredId.Of)];
            if (owners.Count < limit)
                yield break;
            (last, isFirst) = (owners[^1], false);
        }
    }

    private static ValueTask<List<SessionOwner>> ReadAsync(Database database, Sql sql, string[] names, int? limit, CancellationToken cancellationToken) => database.ReadAsync(
        (sql, names, limit),
        static (batch, ask) =>
        {
            batch.Add(ask.sql);
            foreach (var name in ask.names)
                batch.With(name);
            if (ask.limit is { } most)
                batch.With((long)most);
        },
        static async (rows, _, cancelled) =>
        {
            var found = new List<SessionOwner>();
            while (await rows.ReadAsync(cancelled).ConfigureAwait(false))
                found.Add(StoredOwner.Read(rows.GetString(0), rows.GetString(1)));
            return found;
        },
        cancellationToken);

    private static string Next(string comparison, string within, string next) => $"""
        WITH RECURSIVE o(app, "user") AS (
            (SELECT s.app, s."user" FROM colloquy.sessions s WHERE {within} (s.app, s."user") {comparison} ($1, $2) ORDER BY s.app, s."user" LIMIT 1)
            UNION ALL
            SELECT n.app, n."user" FROM o CROSS JOIN LATERAL (SELECT s.app, s."user" FROM colloquy.sessions s WHERE {next} ORDER BY s.app, s."user" LIMIT 1) n
        )
        SELECT app, "user" FROM o LIMIT $3
        """;
}
