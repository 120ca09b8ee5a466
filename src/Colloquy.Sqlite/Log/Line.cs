namespace Colloquy.Sqlite;

/// <summary>The ranges of positions that a line consists of, from its head back; each is looked up when it is asked for.</summary>
internal sealed class Line(Connection connection, SessionNumber session, Position head)
{
    private static readonly Sql SelectSegment = new("""
        SELECT e.segment, f.parent FROM entries e LEFT JOIN entries f ON f.id = ?2 + e.segment
        WHERE e.id = ?1
        """);

    private readonly List<PositionRange> _ranges = [];
    private Position _next = head;

    /// <summary>Returns a range, the one that ends at the head being 0; null when the line has no more.</summary>
    public PositionRange? this[int index]
    {
        get
        {
            while (_ranges.Count <= index && !_next.IsStart)
                LookUp();
            return index < _ranges.Count ? _ranges[index] : null;
        }
    }

    private void LookUp()
    {
        using var row = connection.Use(SelectSegment).Bind(1, EntryId.Of(session.Value, _next)).Bind(2, EntryId.Base(session.Value));
        if (!row.Step())
            throw new CorruptDataException(session.Key, _next, "is missing");

        // The line ends with a segment whose first entry is missing: what is left of it can be read, and who comes to that entry is told.
        var (first, parent) = (new Position(row.Int64(0)), row.IsNull(1) ? Position.Start : new Position(row.Int64(1)));
        if (first.Value < 1 || first > _next || parent.Value < 0 || parent >= first)
            throw new CorruptDataException(session.Key, _next, "is linked to what cannot come before it");

        _ranges.Add(new PositionRange(first, _next));
        _next = parent;
    }
}
