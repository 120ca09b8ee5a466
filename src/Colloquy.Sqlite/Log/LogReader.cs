namespace Colloquy.Sqlite;

/// <summary>Reads pages of the log.</summary>
internal static class LogReader
{
    public static LogPage Read(Connection connection, SessionKey key, LogRead read)
    {
        if (SessionRow.FindNumber(connection, key) is not { } session)
            return LogPage.Empty;
        if (read.Head > session.Tip || read.Head < Position.Start)
            throw new ArgumentOutOfRangeException(nameof(read), $"The head {read.Head} is not between the beginning and the tip {session.Tip} of session {key}.");

        return read.Backward ? ReadBack(connection, session, read) : ReadForth(connection, session, read);
    }

    private static readonly Sql Back = new($"""
        SELECT {EntryRow.Whole} FROM entries WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC
        """);

    private static readonly Sql BackHeaders = new($"""
        SELECT {EntryRow.Header} FROM entries WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC
        """);

    /// <summary>Steps down a segment, row by row, and goes on at the parent of its first entry.</summary>
    private static LogPage ReadBack(Connection connection, SessionNumber session, LogRead read)
    {
        var found = new List<Entry>(Math.Min(read.Limit, 64));
        var position = read.Head!.Value;
        while (!position.IsStart)
        {
            using var rows = connection.Use(read.HeadersOnly ? BackHeaders : Back).Bind(1, EntryId.Base(session.Value)).Bind(2, EntryId.Of(session.Value, position));
            Position below;
            do
            {
                if (IsFull(read, found))
                    return new LogPage(found, position);

                var place = EntryRow.Step(rows, session.Key, position);
                if (!TryTake(connection, rows, session, place, read, found))
                    return new LogPage(found, position);
                below = position.Previous;
                position = place.Parent;
            }
            while (position == below && !position.IsStart);
        }

        return new LogPage(found, null);
    }

    private static readonly Sql Forth = new($"""
        SELECT {EntryRow.Whole} FROM entries WHERE id BETWEEN ?1 AND ?2 ORDER BY id
        """);

    private static readonly Sql ForthHeaders = new($"""
        SELECT {EntryRow.Header} FROM entries WHERE id BETWEEN ?1 AND ?2 ORDER BY id
        """);

    private static LogPage ReadForth(Connection connection, SessionNumber session, LogRead read)
    {
        var found = new List<Entry>(Math.Min(read.Limit, 64));
        foreach (var range in RangesAfter(connection, session, read))
        {
            using var rows = connection.Use(read.HeadersOnly ? ForthHeaders : Forth).Bind(1, EntryId.Of(session.Value, range.First)).Bind(2, EntryId.Of(session.Value, range.Last));
            for (var position = range.First; position <= range.Last; position = position.Next)
            {
                if (IsFull(read, found))
                    return new LogPage(found, found[^1].Position);

                var place = EntryRow.Step(rows, session.Key, position);
                if (!TryTake(connection, rows, session, place, read, found))
                    return new LogPage(found, found[^1].Position);
            }
        }

        return new LogPage(found, null);
    }

    /// <summary>The ranges that hold what the read wants, the first one first. Takes as long as there are segments after its beginning.</summary>
    private static List<PositionRange> RangesAfter(Connection connection, SessionNumber session, LogRead read)
    {
        if (read.Head is not { } head)
            return [new PositionRange(read.After.Next, session.Tip)];

        var line = new Line(connection, session, head);
        var ranges = new List<PositionRange>();
        for (var i = 0; line[i] is { } range && range.Last > read.After; i++)
            ranges.Add(range.First > read.After ? range : range with { First = read.After.Next });
        ranges.Reverse();
        return ranges;
    }

    /// <summary>Whether the page ends before the next row, without looking at it: any row would be wanted.</summary>
    private static bool IsFull(LogRead read, List<Entry> found) => read.Kinds is null && found.Count == read.Limit;

    /// <summary>Takes the row's entry if it is wanted; false when it is and the page is full.</summary>
    private static bool TryTake(Connection connection, Statement row, SessionNumber session, EntryPlace place, LogRead read, List<Entry> found)
    {
        var kind = EntryRow.Kind(connection, row);
        if (!read.Wants(kind))
            return true;
        if (found.Count == read.Limit)
            return false;

        found.Add(EntryRow.Read(connection, row, session.Key, place, kind, read.HeadersOnly));
        return true;
    }
}
