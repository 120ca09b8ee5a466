namespace Colloquy.Sqlite;

/// <summary>Walks over sessions in the order of listings: those that were updated last come first, and of those the first by key.</summary>
/// <remarks>It merges one walk for each <see cref="ListingPlace.Drift"/>. The walk of no drift has the order of its index. The others read ahead until no later row can come before the ones that they have read.</remarks>
internal sealed class ListingOrder(Connection connection, SessionSelection selection, SessionQuery query)
{
    private static readonly Statements OfOwner = new("app = ?1 AND user = ?2", "session > ?7", "session", "(?8 IS NULL OR activity = ?8)");
    private static readonly Statements OfAll = new("(?1 IS NULL OR app = ?1) AND (?2 IS NULL OR user = ?2)", "(app, user, session) > (?5, ?6, ?7)", "app, user, session", "(?8 IS NULL OR activity = ?8)");

    // The first of the two terms is the one of the index.
    private static readonly Statements ApartOfOwner = new("app = ?1 AND user = ?2", "session > ?7", "session", "activity >= 2 AND activity = ?8");
    private static readonly Statements ApartOfAll = new("(?1 IS NULL OR app = ?1) AND (?2 IS NULL OR user = ?2)", "(app, user, session) > (?5, ?6, ?7)", "app, user, session", "activity >= 2 AND activity = ?8");

    private readonly Statements _statements = (selection.Owner is null, query.Activity >= SessionActivity.Waiting) switch
    {
        (false, false) => OfOwner,
        (true, false) => OfAll,
        (false, true) => ApartOfOwner,
        (true, true) => ApartOfAll,
    };

    private readonly string? _idAfter = IdAfter(selection.Owner, query.After?.Key);
    private readonly long _since = query.UpdatedSince is { } since ? CeilingOf(since) : long.MinValue;
    private readonly long _until = query.After?.UpdatedAt.ToUnixTimeMilliseconds() ?? long.MaxValue;

    public IEnumerable<ListedSession> Walk()
    {
        var walks = new List<IEnumerator<ListedSession>>(ListingPlace.Bounds.Length + 1);
        try
        {
            for (var drift = 0; drift <= ListingPlace.Bounds.Length; drift++)
            {
                var walk = Walk(drift).GetEnumerator();
                if (walk.MoveNext())
                    walks.Add(walk);
                else
                    walk.Dispose();
            }

            while (walks.MinBy(walk => walk.Current) is { } next)
            {
                yield return next.Current;
                if (next.MoveNext())
                    continue;

                walks.Remove(next);
                next.Dispose();
            }
        }
        finally
        {
            foreach (var walk in walks)
                walk.Dispose();
        }
    }

    private IEnumerable<ListedSession> Walk(int drift) => drift == 0 ? WalkExact() : drift < ListingPlace.Bounds.Length ? WalkDrifting(drift) : WalkDamaged();

    private IEnumerable<ListedSession> WalkExact()
    {
        if (query.After is not null && _until >= _since)
        {
            // However many were updated in the same millisecond.
            using var ties = Bind(_statements.Ties, _until, _until);
            while (ties.Step())
                yield return Read(ties);
        }

        using var rows = Bind(_statements.ByDrift[0], query.After is null ? _until : _until - 1, _since);
        while (rows.Step())
            yield return Read(rows);
    }

    private IEnumerable<ListedSession> WalkDrifting(int drift)
    {
        var ahead = new PriorityQueue<ListedSession, ListedSession>();
        var bound = ListingPlace.Bounds[drift];
        using var rows = Bind(_statements.ByDrift[drift], _until, _since < long.MinValue + bound ? long.MinValue : _since - bound).Bind(9, _since).Bind(10, _until);
        while (rows.Step())
        {
            // What is not read yet was listed no later than this row, so it was updated no later than this.
            var newest = rows.Int64(1) + bound;
            while (ahead.TryPeek(out var first, out _) && first.Updated > newest)
                yield return ahead.Dequeue();

            var row = Read(rows);
            ahead.Enqueue(row, row);
        }

        while (ahead.TryDequeue(out var row, out _))
            yield return row;
    }

    /// <summary>Sessions with a place that cannot be. There are none in a file that is not damaged.</summary>
    private List<ListedSession> WalkDamaged()
    {
        var found = new List<ListedSession>();
        using (var rows = Bind(_statements.Damaged, 0, 0).Bind(9, _since).Bind(10, _until))
        {
            while (rows.Step())
                found.Add(Read(rows));
        }

        found.Sort();
        return found;
    }

    private Statement Bind(Sql sql, long newest, long oldest) => connection.Use(sql)
        .Bind(1, selection.App).Bind(2, StoredOwner.UserOf(selection)).Bind(3, newest).Bind(4, oldest)
        .Bind(5, query.After?.Key.App ?? "").Bind(6, query.After is { } after ? StoredOwner.UserOf(after.Key.Owner) : StoredOwner.Nobody).Bind(7, _idAfter)
        .Bind(8, (long?)query.Activity);

    /// <summary>The id after which a listing goes on among sessions of the same time. Null, after which nothing comes, when the cursor is of an owner that comes after the listed one.</summary>
    public static string? IdAfter(SessionOwner? owner, SessionKey? after)
    {
        if (after is null || owner is null || after.Owner == owner)
            return after?.Id ?? "";

        var order = Utf8Order.Instance.Compare(after.App, owner.App);
        return (order != 0 ? order : Utf8Order.Instance.Compare(after.User, owner.User)) < 0 ? "" : null;
    }

    private static ListedSession Read(Statement row)
    {
        var app = row.Bytes(3);
        var user = row.Bytes(4);
        var session = row.Bytes(5);
        var key = new byte[app.Length + user.Length + session.Length + 2];
        app.CopyTo(key);
        user.CopyTo(key.AsSpan(app.Length + 1));
        session.CopyTo(key.AsSpan(app.Length + user.Length + 2));
        return new ListedSession(row.Int64(0), row.Int64(2), key);
    }

    /// <summary>The first whole millisecond that is not before a time.</summary>
    public static long CeilingOf(DateTimeOffset time)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) < time ? milliseconds + 1 : milliseconds;
    }

    /// <summary>The statements for one kind of selection. They have the same parameters: app, user, the newest and the oldest place, the key of the cursor, the activity; and the bounds of the last update.</summary>
    private sealed class Statements(string selected, string isAfter, string key, string activity)
    {
        public Sql Ties { get; } = new($"""
            SELECT id, listed, listed, app, user, session FROM sessions
            WHERE {selected} AND {activity} AND drift = 0 AND listed = ?3 AND {isAfter}
            ORDER BY {key}
            """);

        public Sql Damaged { get; } = new($"""
            SELECT id, listed, updated, app, user, session FROM sessions
            WHERE {selected} AND {activity} AND drift > {ListingPlace.Bounds.Length - 1} AND updated >= ?9 AND updated <= ?10 AND (updated < ?10 OR {isAfter})
            """);

        public Sql[] ByDrift { get; } =
        [
            new($"""
                SELECT id, listed, listed, app, user, session FROM sessions
                WHERE {selected} AND {activity} AND drift = 0 AND listed BETWEEN ?4 AND ?3
                ORDER BY listed DESC, {key}
                """),
            .. Enumerable.Range(1, ListingPlace.Bounds.Length - 1).Select(drift => new Sql($"""
                SELECT id, listed, updated, app, user, session FROM sessions
                WHERE {selected} AND {activity} AND drift = {drift} AND listed BETWEEN ?4 AND ?3 AND updated >= ?9 AND updated <= ?10 AND (updated < ?10 OR {isAfter})
                ORDER BY listed DESC
                """)),
        ];
    }
}

/// <summary>A session in its order in listings.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Updated">The time of its last update.</param>
/// <param name="Key">App, user and id with zeros between them, which order as the three do.</param>
internal readonly record struct ListedSession(long Id, long Updated, byte[] Key) : IComparable<ListedSession>
{
    public int CompareTo(ListedSession other) => Updated != other.Updated ? other.Updated.CompareTo(Updated) : Key.AsSpan().SequenceCompareTo(other.Key);
}
