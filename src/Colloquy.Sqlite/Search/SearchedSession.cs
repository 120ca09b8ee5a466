namespace Colloquy.Sqlite;

/// <summary>A session in which something was found, and the line on which it must stand.</summary>
internal sealed class SearchedSession
{
    private readonly Line? _line;
    private readonly Position _last;
    private int _range;

    private SearchedSession(SessionNumber session, Line? line, Position last) => (Number, Key, _line, _last) = (session.Value, session.Key, line, last);

    public long Number { get; }

    public SessionKey Key { get; }

    private static readonly Sql SelectSession = new("SELECT app, user, session, tip, head, head_segment FROM sessions WHERE id = ?1");

    public static SearchedSession? Find(Connection connection, long number, SearchMatching matching)
    {
        using var row = connection.Use(SelectSession).Bind(1, number);
        if (!row.Step())
            return null;

        var session = new SessionNumber(SessionRow.ReadKey(connection, row), number, new Position(row.Int64(3)));
        if (matching.Lines == SearchLines.Any)
            return new SearchedSession(session, null, session.Tip);

        // Most sessions are one segment, whose line needs no looking up.
        var current = new Position(row.Int64(4));
        var head = matching.Head ?? current;
        if (head == current && row.Int64(5) <= 1)
            return new SearchedSession(session, null, head);
        return new SearchedSession(session, new Line(connection, session, head <= session.Tip ? head : Position.Start), session.Tip);
    }

    /// <summary>Whether a position is on the line. To be asked from the newest to the oldest.</summary>
    public bool Holds(Position position)
    {
        if (_line is null)
            return position <= _last;

        while (_line[_range] is { } range)
        {
            if (position >= range.First)
                return position <= range.Last;
            _range++;
        }

        return false;
    }
}
