using System.Text;

namespace Colloquy.Sqlite;

/// <summary>Lists sessions.</summary>
internal static class SessionListing
{
    private const int FirstOfRecord = 3;

    // Titles are compared here, not by SQLite: its text functions end at U+0000, and LIKE has wildcards.
    private static readonly Sql SelectOfOwner = new($"""
        SELECT app, user, session, {SessionRow.Columns} FROM sessions
        WHERE app = ?1 AND user = ?2 AND updated >= ?3 AND updated <= ?4 AND (updated < ?4 OR (app, user, session) > (?5, ?6, ?7))
            AND (?8 IS NULL OR activity = ?8) AND (?9 IS NULL OR session = ?9)
        ORDER BY updated DESC, session
        """);

    private static readonly Sql SelectOfAll = new($"""
        SELECT app, user, session, {SessionRow.Columns} FROM sessions
        WHERE (?1 IS NULL OR app = ?1) AND (?2 IS NULL OR user = ?2) AND updated >= ?3 AND updated <= ?4
            AND (updated < ?4 OR (app, user, session) > (?5, ?6, ?7)) AND (?8 IS NULL OR activity = ?8)
        ORDER BY updated DESC, app, user, session
        """);

    public static SessionPage Page(Connection connection, SessionSelection selection, SessionQuery query, DateTimeOffset now)
    {
        var after = query.After?.Key;
        using var rows = connection.Use(selection.Owner is null ? SelectOfAll : SelectOfOwner)
            .Bind(1, selection.App).Bind(2, StoredOwner.UserOf(selection))
            .Bind(3, query.UpdatedSince is { } since ? CeilingOf(since) : long.MinValue)
            .Bind(4, query.After?.UpdatedAt.ToUnixTimeMilliseconds() ?? long.MaxValue)
            .Bind(5, after?.App ?? "").Bind(6, after?.User ?? StoredOwner.Nobody).Bind(7, after?.Id ?? "")
            .Bind(8, (long?)query.Activity);
        if (selection.Owner is not null)
            rows.Bind(9, selection.Session?.Id);
        return Take(connection, rows, query.Limit, query.TitleContains, now);
    }

    /// <summary>Reads one page of rows whose first columns are app, user and session, and the others those of a record.</summary>
    public static SessionPage Take(Connection connection, Statement rows, int limit, string? title, DateTimeOffset now)
    {
        var found = new List<SessionRecord>(Math.Min(limit, 64));
        List<UnreadableSession>? unreadable = null;
        var wanted = title is null ? null : Encoding.UTF8.GetBytes(title);
        while (rows.Step())
        {
            if (wanted is not null && (rows.IsNull(FirstOfRecord + 11) || !Holds(rows.Bytes(FirstOfRecord + 11), wanted)))
                continue;
            if (found.Count == limit)
                return new SessionPage(found, new SessionCursor(found[^1].UpdatedAt, found[^1].Key)) { Unreadable = unreadable ?? (IReadOnlyList<UnreadableSession>)[] };

            SessionKey? key = null;
            try
            {
                key = SessionRow.ReadKey(connection, rows);
                found.Add(SessionRow.Read(connection, rows, FirstOfRecord, key).AsOf(now));
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Corrupt)
            {
                (unreadable ??= []).Add(new UnreadableSession(key, e.Message));
            }
        }

        return new SessionPage(found, null) { Unreadable = unreadable ?? (IReadOnlyList<UnreadableSession>)[] };
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

    private static long CeilingOf(DateTimeOffset time)
    {
        var milliseconds = time.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) < time ? milliseconds + 1 : milliseconds;
    }
}
