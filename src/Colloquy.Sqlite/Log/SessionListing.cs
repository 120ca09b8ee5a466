using System.Text;

namespace Colloquy.Sqlite;

/// <summary>Lists sessions.</summary>
internal static class SessionListing
{
    private const int FirstOfRecord = 3;
    private const int Updated = FirstOfRecord + 1;
    private const int Title = FirstOfRecord + 11;

    private static readonly Sql SelectRecord = new($"""
        SELECT app, user, session, {SessionRow.Columns} FROM sessions WHERE id = ?1
        """);

    public static SessionPage Page(Connection connection, SessionSelection selection, SessionQuery query, DateTimeOffset now)
    {
        if (selection.Session is { } key)
            return Only(connection, key, selection, query, now);

        var page = new Builder(connection, query.Limit, now);
        var title = query.TitleContains is { } text ? Encoding.UTF8.GetBytes(text) : null;
        foreach (var place in new ListingOrder(connection, selection, query).Walk())
        {
            using var row = connection.Use(SelectRecord).Bind(1, place.Id);

            // Titles are compared here, not by SQLite: its text functions end at U+0000, and LIKE has wildcards.
            if (!row.Step() || (title is not null && (row.IsNull(Title) || !Holds(row.Bytes(Title), title))))
                continue;
            if (!page.TryAdd(row, place.Updated))
                break;
        }

        return page.ToPage();
    }

    /// <summary>Reads one page of rows in the order of their keys. Their first columns are app, user and session, and the others those of a record.</summary>
    public static SessionPage Page(Connection connection, Statement rows, int limit, DateTimeOffset now)
    {
        var page = new Builder(connection, limit, now);
        while (rows.Step() && page.TryAdd(rows, rows.Int64(Updated)))
        {
        }

        return page.ToPage();
    }

    private static SessionPage Only(Connection connection, SessionKey key, SessionSelection selection, SessionQuery query, DateTimeOffset now)
    {
        try
        {
            return SessionRow.Find(connection, key) is { } record && Includes(record) ? new SessionPage([record.AsOf(now)], null) : new SessionPage([], null);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Corrupt)
        {
            return new SessionPage([], null) { Unreadable = [new UnreadableSession(key, e.Message)] };
        }

        bool Includes(SessionRecord record) => SessionPage.Of([record], selection, query).Sessions.Count == 1;
    }

    private static bool Holds(ReadOnlySpan<byte> title, ReadOnlySpan<byte> text)
    {
        for (var start = 0; start + text.Length <= title.Length; start++)
        {
            if (EqualsButForAsciiCase(title.Slice(start, text.Length), text))
                return true;
        }

        return false;
    }

    private static bool EqualsButForAsciiCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (ToLower(left[i]) != ToLower(right[i]))
                return false;
        }

        return true;
    }

    private static byte ToLower(byte character) => character is >= (byte)'A' and <= (byte)'Z' ? (byte)(character | 0x20) : character;

    /// <summary>A page in the making.</summary>
    private sealed class Builder(Connection connection, int limit, DateTimeOffset now)
    {
        private readonly List<SessionRecord> _found = new(Math.Min(limit, 64));
        private List<UnreadableSession>? _unreadable;
        private SessionCursor? _last;
        private bool _isFull;

        /// <summary>Adds a session; false when the page is full, and the session comes in the next.</summary>
        public bool TryAdd(Statement row, long updated)
        {
            if (_found.Count == limit)
            {
                _isFull = true;
                return false;
            }

            SessionKey? key = null;
            try
            {
                key = SessionRow.ReadKey(connection, row);
                _found.Add(SessionRow.Read(connection, row, FirstOfRecord, key).AsOf(now));

                // The place, and not the time of the record: the next page begins there, also where the two differ by damage.
                _last = new SessionCursor(ToTime(updated), key);
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Corrupt)
            {
                (_unreadable ??= []).Add(new UnreadableSession(key, e.Message));
            }

            return true;
        }

        public SessionPage ToPage() => new(_found, _isFull ? _last : null) { Unreadable = _unreadable ?? (IReadOnlyList<UnreadableSession>)[] };

        private static DateTimeOffset ToTime(long milliseconds) =>
            DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }
}
