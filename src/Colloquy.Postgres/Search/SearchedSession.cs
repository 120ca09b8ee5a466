using Npgsql;

namespace Colloquy.Postgres;

/// <summary>A session in which something was found, and the line on which it must stand.</summary>
internal sealed class SearchedSession
{
    /// <summary>The columns that <see cref="Read"/> reads.</summary>
    public const string Columns = """s.app, s."user", s.session, s.tip, s.head, s.head_segment""";

    private readonly Position _tip;
    private readonly Position _head;
    private readonly Position _segment;
    private List<PositionRange> _line = [];

    private SearchedSession(SessionKey key, Position tip, Position head, Position segment) => (Key, _tip, _head, _segment) = (key, tip, head, segment);

    public SessionKey Key { get; }

    public static SearchedSession Read(NpgsqlDataReader row, int first) => new(
        new SessionKey(row.GetString(first + 2), StoredOwner.Read(row.GetString(first), row.GetString(first + 1))),
        row.Position(first + 3),
        row.Position(first + 4),
        row.Position(first + 5));

    private static readonly Sql SelectLine = new($"""
        {LogReader.Line}
        SELECT first, last FROM line
        """);

    /// <summary>Finds the lines of sessions that are not known yet. Most sessions are one segment, whose line needs no looking up.</summary>
    public static async ValueTask FindLinesAsync(Database database, SearchMatching matching, Dictionary<Guid, SearchedSession> known, IEnumerable<(Guid Id, SearchedSession Session)> found, CancellationToken cancellationToken)
    {
        var lines = new List<(Guid Id, Position Head, SearchedSession Session)>();
        foreach (var (id, session) in found)
        {
            if (!known.TryAdd(id, session))
                continue;

            var head = matching.Head ?? session._head;
            if (matching.Lines == SearchLines.Any)
                session._line = [new PositionRange(Position.Start, session._tip)];
            else if (head == session._head && session._segment.Value <= 1)
                session._line = [new PositionRange(Position.Start, head)];
            else if (head <= session._tip && !head.IsStart)
                lines.Add((id, head, session));
        }

        if (lines.Count > 0)
            await database.ReadAsync(lines, Fill, ReadAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a position is on the line.</summary>
    public bool Holds(Position position)
    {
        foreach (var range in _line)
        {
            if (range.Contains(position))
                return true;
        }

        return false;
    }

    private static void Fill(Batch batch, List<(Guid Id, Position Head, SearchedSession Session)> lines)
    {
        foreach (var (id, head, _) in lines)
            batch.Add(SelectLine).With(id).With(head).With(long.MaxValue);
    }

    private static async ValueTask<bool> ReadAsync(NpgsqlDataReader rows, List<(Guid Id, Position Head, SearchedSession Session)> lines, CancellationToken cancellationToken)
    {
        foreach (var (_, _, session) in lines)
        {
            var line = new List<PositionRange>();
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                line.Add(new PositionRange(rows.Position(0), rows.Position(1)));
            session._line = line;
            await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
