using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Reads pages of the log, each in one round trip; and more of them where few entries are of the kinds that are wanted.</summary>
internal static class LogReader
{
    /// <summary>The segments of a line ($1, $2), from its head back, until they hold $3 entries. <c>first</c> to <c>last</c> is what the line has of one.</summary>
    /// <remarks>LIMIT keeps the planner from reading a whole log to join it: each entry is looked up by itself.</remarks>
    public const string Line = """
        WITH RECURSIVE line(last, first, parent, taken) AS (
            SELECT e.position, e.segment, f.parent, e.position - e.segment + 1
            FROM colloquy.entries e LEFT JOIN LATERAL (SELECT s.parent FROM colloquy.entries s WHERE s.sid = $1 AND s.position = e.segment LIMIT 1) f ON true
            WHERE e.sid = $1 AND e.position = $2
            UNION ALL
            SELECT e.position, e.segment, f.parent, l.taken + e.position - e.segment + 1
            FROM line l
            CROSS JOIN LATERAL (SELECT p.position, p.segment FROM colloquy.entries p WHERE p.sid = $1 AND p.position = l.parent LIMIT 1) e
            LEFT JOIN LATERAL (SELECT s.parent FROM colloquy.entries s WHERE s.sid = $1 AND s.position = e.segment LIMIT 1) f ON true
            WHERE l.taken < $3
        )
        """;

    private const string Wanted = "CASE WHEN e.kind = ANY($4) THEN e.salt END, CASE WHEN e.kind = ANY($4) THEN e.payload END";

    private static readonly Sql SelectTip = new("SELECT tip FROM colloquy.sessions WHERE sid = $1");

    private static readonly Sql Back = Backward(EntryRow.Whole);
    private static readonly Sql BackHeaders = Backward(EntryRow.Header);
    private static readonly Sql BackOfKinds = Backward($"{EntryRow.Header}, {Wanted}");

    private static readonly Sql Forth = Forward(EntryRow.Whole);
    private static readonly Sql ForthHeaders = Forward(EntryRow.Header);
    private static readonly Sql ForthOfKinds = Forward($"{EntryRow.Header}, {Wanted}");

    private static readonly Sql All = Whole(EntryRow.Whole);
    private static readonly Sql AllHeaders = Whole(EntryRow.Header);
    private static readonly Sql AllOfKinds = Whole($"{EntryRow.Header}, {Wanted}");

    public static async ValueTask<LogPage> ReadAsync(Database database, SessionKey key, LogRead read, CancellationToken cancellationToken)
    {
        var found = new List<Entry>(Math.Min(read.Limit, 64));
        var kinds = read.Kinds?.Select(static kind => kind.Value).ToArray();

        // Rows of other kinds come without their payloads, so they cost little, and the line is seen to be whole.
        var rows = kinds is null ? read.Limit : Math.Max(read.Limit, 200);
        var from = read;
        while (true)
        {
            var step = new Step(key, from, read.Limit - found.Count, kinds, rows, found);
            var next = await database.ReadAsync(step, Fill, ReadRowsAsync, cancellationToken).ConfigureAwait(false);
            if (next.IsFull || next.At is not { } at)
                return new LogPage(found, next.At);

            from = from.Continue(new LogPage([], at));
            rows = Math.Min(rows * 4, LogRead.MaxLimit);
        }
    }

    private static void Fill(Batch batch, Step step)
    {
        var read = step.Read;
        var id = StoredId.Of(step.Key);
        batch.Add(SelectTip).With(id);
        if (read.Head is null)
            batch.Add(Choose(All, AllHeaders, AllOfKinds, step)).With(id).With(read.After).With((long)step.Rows);
        else if (read.Backward)
            batch.Add(Choose(Back, BackHeaders, BackOfKinds, step)).With(id).With(read.Head.Value).With((long)step.Rows);
        else
            batch.Add(Choose(Forth, ForthHeaders, ForthOfKinds, step)).With(id).With(read.Head.Value).With((long)step.Rows);
        if (step.Kinds is not null && !read.HeadersOnly)
            batch.With(step.Kinds);
        if (read is { Head: not null, Backward: false })
            batch.With(read.After);
    }

    private static async ValueTask<Progress> ReadRowsAsync(NpgsqlDataReader rows, Step step, CancellationToken cancellationToken)
    {
        step.Restart();
        if (!await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            return default;

        var (read, tip) = (step.Read, rows.Position(0));
        if (read.Head > tip)
            throw new ArgumentOutOfRangeException(nameof(step), $"The head {read.Head} is not between the beginning and the tip {tip} of session {step.Key}.");

        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return read.Backward
            ? await ReadBackAsync(rows, step, cancellationToken).ConfigureAwait(false)
            : await ReadForthAsync(rows, step, tip, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<Progress> ReadBackAsync(NpgsqlDataReader rows, Step step, CancellationToken cancellationToken)
    {
        var position = step.Read.Head!.Value;
        var seen = 0;
        while (!position.IsStart && seen < step.Rows && await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var place = EntryRow.Place(rows, step.Key, position);
            if (!step.TryTake(rows, place))
                return new Progress(position, IsFull: true);
            position = place.Parent;
            seen++;
        }

        if (!position.IsStart && seen < step.Rows)
            throw EntryRow.Missing(step.Key, position);
        return position.IsStart ? default : new Progress(position, step.IsFull);
    }

    private static async ValueTask<Progress> ReadForthAsync(NpgsqlDataReader rows, Step step, Position tip, CancellationToken cancellationToken)
    {
        var (after, end) = (step.Read.After, step.Read.Head ?? tip);
        var last = after;
        var seen = 0;
        while (seen < step.Rows && await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // Where the read begins, the line may come from further back; from then on each entry continues from the one before it.
            var position = rows.Position(0);
            if (step.Read.Head is null ? position != last.Next : seen > 0 && rows.Position(1) != last)
                throw EntryRow.Missing(step.Key, step.Read.Head is null ? last.Next : rows.Position(1));
            if (!step.TryTake(rows, EntryRow.Place(rows, step.Key, position)))
                return new Progress(last, IsFull: true);
            last = position;
            seen++;
        }

        if (last >= end)
            return default;
        if (seen < step.Rows)
            throw EntryRow.Missing(step.Key, last.Next);
        return new Progress(last, step.IsFull);
    }

    private static Sql Choose(Sql whole, Sql headers, Sql ofKinds, Step step) => step.Read.HeadersOnly ? headers : step.Kinds is null ? whole : ofKinds;

    // Pages are bounded by positions, which have no gaps within a segment: to a limit alone the planner could come by reading a whole log and sorting it, as it does where most logs are short.
    private static Sql Backward(string columns) => new($"""
        {Line}
        SELECT e.* FROM line l CROSS JOIN LATERAL (
            SELECT {columns} FROM colloquy.entries e WHERE e.sid = $1 AND e.position BETWEEN greatest(l.first, l.last - $3 + 1) AND l.last
        ) e
        ORDER BY e.position DESC LIMIT $3
        """);

    private static Sql Whole(string columns) => new($"""
        SELECT {columns} FROM colloquy.entries e WHERE e.sid = $1 AND e.position > $2 AND e.position <= least($2, {long.MaxValue - LogRead.MaxLimit}) + $3 ORDER BY e.position
        """);

    /// <summary>The position after which the read begins is the last parameter. What of the line comes before it is not walked.</summary>
    private static Sql Forward(string columns)
    {
        var after = columns.Contains("$4", StringComparison.Ordinal) ? "$5" : "$4";
        return new($"""
            {Line.Replace("WHERE l.taken < $3", $"WHERE l.first > {after} + 1", StringComparison.Ordinal)}
            SELECT e.* FROM (SELECT * FROM line ORDER BY last) l CROSS JOIN LATERAL (
                SELECT {columns} FROM colloquy.entries e WHERE e.sid = $1 AND e.position BETWEEN greatest(l.first, {after} + 1) AND least(l.last, greatest(l.first, {after} + 1) + $3 - 1)
            ) e
            ORDER BY l.last, e.position LIMIT $3
            """);
    }

    /// <summary>How far a step came: the place at which the next page, or step, begins, null at the end; and whether the page is full.</summary>
    private readonly record struct Progress(Position? At, bool IsFull);

    /// <summary>One round trip of a read.</summary>
    private sealed record Step(SessionKey Key, LogRead Read, int Limit, string[]? Kinds, int Rows, List<Entry> Found)
    {
        private readonly int _before = Found.Count;
        private int _taken;

        /// <summary>Forgets what a failed attempt has taken.</summary>
        public void Restart()
        {
            Found.RemoveRange(_before, Found.Count - _before);
            _taken = 0;
        }

        /// <summary>Whether the page ends before the next row, without looking at it: any row would be wanted.</summary>
        public bool IsFull => Kinds is null && _taken == Limit;

        /// <summary>Takes the row's entry if it is wanted; false when it is and the page is full.</summary>
        public bool TryTake(NpgsqlDataReader row, EntryPlace place)
        {
            if (Kinds is not null && !Kinds.Contains(row.GetString(5)))
                return true;
            if (_taken == Limit)
                return false;

            _taken++;
            Found.Add(EntryRow.Read(row, Key, place, Read.HeadersOnly));
            return true;
        }
    }
}
