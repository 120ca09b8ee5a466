namespace Colloquy.Sqlite;

/// <summary>Finds the newest write of each key of session state on a line.</summary>
internal static class StateReader
{
    public static IReadOnlyList<Entry> Read(Connection connection, SessionKey key, Position head, string? stateKey)
    {
        if (SessionRow.FindNumber(connection, key) is not { } session)
            return [];
        if (head > session.Tip || head < Position.Start)
            throw new ArgumentOutOfRangeException(nameof(head), $"The head {head} is not between the beginning and the tip {session.Tip} of session {key}.");

        var line = new Line(connection, session, head);
        var found = new List<Entry>();
        if (stateKey is not null)
        {
            Take(connection, session, line, stateKey, found);
            return found;
        }

        for (var next = FindKey(connection, session, ""); next is not null; next = FindKey(connection, session, next + '\0'))
            Take(connection, session, line, next, found);
        return found;
    }

    private static readonly Sql SelectKey = new("""
        SELECT subject FROM entries WHERE kind = 'state' AND id >> 31 = ?1 AND subject >= ?2 ORDER BY subject LIMIT 1
        """);

    /// <summary>The first key from a text on. A key with U+0000 behind it is the next text after that key, byte by byte.</summary>
    private static string? FindKey(Connection connection, SessionNumber session, string from)
    {
        using var row = connection.Use(SelectKey).Bind(1, session.Value).Bind(2, from);
        return row.Step() ? row.Text(0) : null;
    }

    private static readonly Sql SelectWrite = new("""
        SELECT id FROM entries WHERE kind = 'state' AND id >> 31 = ?1 AND subject = ?2 AND id <= ?3 ORDER BY id DESC LIMIT 1
        """);

    /// <summary>Steps down the line and the key's writes together, so that neither is walked further than the other.</summary>
    private static void Take(Connection connection, SessionNumber session, Line line, string stateKey, List<Entry> found)
    {
        var newest = long.MaxValue;
        for (var i = 0; line[i] is { } range; i++)
        {
            if (newest > range.Last.Value && !TryFindWrite(connection, session, stateKey, range.Last, out newest))
                return;

            if (newest >= range.First.Value)
            {
                found.Add(Find(connection, session, new Position(newest)));
                return;
            }
        }
    }

    private static bool TryFindWrite(Connection connection, SessionNumber session, string stateKey, Position last, out long position)
    {
        using var row = connection.Use(SelectWrite).Bind(1, session.Value).Bind(2, stateKey).Bind(3, EntryId.Of(session.Value, last));
        var isFound = row.Step();
        position = isFound ? EntryId.PositionOf(row.Int64(0)) : 0;
        return isFound;
    }

    private static readonly Sql SelectEntry = new($"""
        SELECT {EntryRow.Whole} FROM entries WHERE id = ?1
        """);

    private static Entry Find(Connection connection, SessionNumber session, Position position)
    {
        using var row = connection.Use(SelectEntry).Bind(1, EntryId.Of(session.Value, position));
        var place = EntryRow.Step(row, session.Key, position);
        return EntryRow.Read(connection, row, session.Key, place, EntryRow.Kind(connection, row), headerOnly: false);
    }
}
