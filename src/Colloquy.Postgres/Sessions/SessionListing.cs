namespace Colloquy.Postgres;

/// <summary>Lists sessions in the order of their last updates, a page at a time, by an index in that order.</summary>
/// <remarks>What follows a cursor are two ranges of the index: the sessions of the same millisecond, and those before it.</remarks>
internal static class SessionListing
{
    private const string OfOwner = """app = $1 AND "user" = $2 AND ($3::smallint IS NULL OR activity = $3)""";

    // Few sessions wait or are closed, so they have an index of their own; those that run are found by the index that all running ones are in.
    private const string ApartOfOwner = """app = $1 AND "user" = $2 AND activity = $3 AND activity > 1""";

    private const string OfApp = """app = $1 AND ($2::text IS NULL OR "user" = $2) AND ($3::smallint IS NULL OR activity = $3)""";
    private const string OfUser = """($1::text IS NULL OR l.app = $1) AND l."user" = $2 AND ($3::smallint IS NULL OR l.activity = $3)""";
    private const string OfAll = """($1::text IS NULL OR app = $1) AND ($2::text IS NULL OR "user" = $2) AND ($3::smallint IS NULL OR activity = $3)""";
    private const string ActiveOfAll = """($1::text IS NULL OR app = $1) AND ($2::text IS NULL OR "user" = $2) AND activity = $3 AND activity > 0""";

    private static readonly Sql SelectOfOwner = Before(OfOwner, "session");
    private static readonly Sql SelectApartOfOwner = Before(ApartOfOwner, "session");
    private static readonly Sql SelectOfApp = Before(OfApp, """app, "user", session""");
    private static readonly Sql SelectOfUser = FromEachApp($"{OfUser} AND l.updated <= $6 AND l.updated >= $7");
    private static readonly Sql SelectOfAll = Before(OfAll, """app, "user", session""");
    private static readonly Sql SelectActiveOfAll = Before(ActiveOfAll, """app, "user", session""");

    private static readonly Sql SelectTiesOfOwner = Ties(OfOwner, "session > $7", "session");
    private static readonly Sql SelectTiesApartOfOwner = Ties(ApartOfOwner, "session > $7", "session");
    private static readonly Sql SelectTiesOfApp = Ties(OfApp, """(app, "user", session) > ($8, $9, $7)""", """app, "user", session""");
    private static readonly Sql SelectTiesOfUser = FromEachApp($"""{OfUser} AND l.updated = $6 AND (l.app, l."user", l.session) > ($8, $9, $7)""");
    private static readonly Sql SelectTiesOfAll = Ties(OfAll, """(app, "user", session) > ($8, $9, $7)""", """app, "user", session""");
    private static readonly Sql SelectTiesActiveOfAll = Ties(ActiveOfAll, """(app, "user", session) > ($8, $9, $7)""", """app, "user", session""");

    public static async ValueTask<SessionPage> PageAsync(Database database, SessionSelection selection, SessionQuery query, CancellationToken cancellationToken)
    {
        if (selection.Session is { } key)
            return await OnlyAsync(database, key, selection, query, cancellationToken).ConfigureAwait(false);

        var page = new ListingPage(database, query.Limit, query.MatchesTitle);
        var start = query.After is { } after ? ListingPlace.Of(after) : null;
        return await page.FillAsync(
            start,
            (place, count) => database.ReadAsync(
                new Ask(database, selection, query, place, count),
                Fill,
                static (rows, ask, cancelled) => ListingPage.ReadAsync(rows, ask.Database, ask.Count, cancelled),
                cancellationToken)).ConfigureAwait(false);
    }

    private static void Fill(Batch batch, Ask ask)
    {
        var (selection, query) = (ask.Selection, ask.Query);
        var isOwner = selection.Owner is not null;
        var (ties, before) = query.Activity switch
        {
            SessionActivity.Waiting or SessionActivity.Closed when isOwner => (SelectTiesApartOfOwner, SelectApartOfOwner),
            SessionActivity.Running or SessionActivity.Waiting or SessionActivity.Closed => (SelectTiesActiveOfAll, SelectActiveOfAll),
            _ when isOwner => (SelectTiesOfOwner, SelectOfOwner),
            _ when selection.IsOneUser => (SelectTiesOfUser, SelectOfUser),
            _ when selection.App is not null => (SelectTiesOfApp, SelectOfApp),
            _ => (SelectTiesOfAll, SelectOfAll),
        };
        batch.Add(ListingPage.PlanInOrder);
        var since = query.UpdatedSince is { } time ? CeilingOf(time) : long.MinValue;
        if (ask.After is not { } place)
        {
            Bind(batch.Add(before), ask).With(long.MaxValue).With(since);
            return;
        }

        if (place.Updated >= since && place.IdAfter(selection.Owner) is { } id)
        {
            Bind(batch.Add(ties), ask).With(place.Updated).With(id);
            if (!isOwner || ReferenceEquals(ties, SelectTiesActiveOfAll))
                batch.With(place.App).With(place.User);
        }

        Bind(batch.Add(before), ask).With(place.Updated - 1).With(since);
    }

    private static Batch Bind(Batch batch, Ask ask) => batch
        .With(ask.Selection.App).With(StoredOwner.UserOf(ask.Selection)).With((short?)ask.Query.Activity)
        .With(Rows.ToBytes(ask.Query.TitleContains)).With((long)ask.Count);

    /// <summary>Selects what was updated at or before $6, and not before $7.</summary>
    private static Sql Before(string selected, string key) => Select($"{selected} AND updated <= $6 AND updated >= $7", $"updated DESC, {key}");

    /// <summary>Selects what was updated at $6, after a key.</summary>
    private static Sql Ties(string selected, string isAfter, string key) => Select($"{selected} AND updated = $6 AND {isAfter}", key);

    private const string HasTitle = """($4::bytea IS NULL OR strpos(lower(encode(title, 'escape') COLLATE "C"), lower(encode($4, 'escape') COLLATE "C")) > 0)""";

    // A title is compared by the text form of its bytes, in which other bytes are octal numbers, whose digits match too: so more may be found than match, and the page looks again.
    private static Sql Select(string selected, string order) => new($"""
        SELECT {ListingPage.Columns} FROM colloquy.sessions s
        WHERE {selected}
            AND {HasTitle}
        ORDER BY {order} LIMIT $5
        """);

    // A user has sessions in few apps, but the index is by app: apps are walked from each to the next.
    private static Sql FromEachApp(string selected) => new($"""
        WITH RECURSIVE apps(app) AS (
            (SELECT s.app FROM colloquy.sessions s ORDER BY s.app LIMIT 1)
            UNION ALL
            SELECT (SELECT s.app FROM colloquy.sessions s WHERE s.app > a.app ORDER BY s.app LIMIT 1) FROM apps a WHERE a.app IS NOT NULL
        )
        SELECT {ListingPage.Columns} FROM apps a CROSS JOIN LATERAL (
            SELECT * FROM colloquy.sessions l WHERE l.app = a.app AND {selected} AND {HasTitle} ORDER BY l.updated DESC, l.session LIMIT $5
        ) s
        ORDER BY s.updated DESC, s.app, s."user", s.session LIMIT $5
        """);

    private static async ValueTask<SessionPage> OnlyAsync(Database database, SessionKey key, SessionSelection selection, SessionQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await SessionRow.FindAsync(database, key, cancellationToken).ConfigureAwait(false) is { Record: var record } && SessionPage.Of([record], selection, query).Sessions.Count == 1
                ? new SessionPage([record.AsOf(database.Clock.Now)], null)
                : new SessionPage([], null);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Corrupt)
        {
            return new SessionPage([], null) { Unreadable = [new UnreadableSession(key, e.Message)] };
        }
    }

    /// <summary>The first whole millisecond that is not before a time.</summary>
    private static long CeilingOf(DateTimeOffset time)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) < time ? milliseconds + 1 : milliseconds;
    }

    private sealed record Ask(Database Database, SessionSelection Selection, SessionQuery Query, ListingPlace? After, int Count);
}
