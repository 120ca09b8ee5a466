using System.Text;
using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Finds the newest write of each key of session state on a line, in one round trip.</summary>
internal static class StateReader
{
    private static readonly Sql SelectTip = new("SELECT tip FROM colloquy.sessions WHERE sid = $1");

    private const string NewestOnLine = """
        CROSS JOIN LATERAL (
            SELECT w.position FROM (SELECT * FROM line ORDER BY last DESC) l CROSS JOIN LATERAL (
                SELECT e.position FROM colloquy.entries e
                WHERE e.sid = $1 AND e.kind = 'state' AND e.subject = k.subject AND e.position BETWEEN l.first AND l.last ORDER BY e.position DESC LIMIT 1
            ) w
            ORDER BY l.last DESC LIMIT 1
        ) n
        CROSS JOIN LATERAL (SELECT * FROM colloquy.entries f WHERE f.sid = $1 AND f.position = n.position LIMIT 1) e
        """;

    private static readonly Sql SelectOne = new($"""
        {LogReader.Line}
        SELECT {EntryRow.Whole} FROM (VALUES ($4::bytea)) k(subject) {NewestOnLine}
        """);

    // The keys are walked from each to the next, so that many writes of one cost no more than one.
    private static readonly Sql SelectAll = new($"""
        {LogReader.Line}, keys(subject) AS (
            (SELECT e.subject FROM colloquy.entries e WHERE e.sid = $1 AND e.kind = 'state' ORDER BY e.subject LIMIT 1)
            UNION ALL
            SELECT (SELECT e.subject FROM colloquy.entries e WHERE e.sid = $1 AND e.kind = 'state' AND e.subject > k.subject ORDER BY e.subject LIMIT 1) FROM keys k WHERE k.subject IS NOT NULL
        )
        SELECT {EntryRow.Whole} FROM keys k {NewestOnLine} ORDER BY k.subject
        """);

    public static ValueTask<IReadOnlyList<Entry>> ReadAsync(Database database, SessionKey key, Position head, string? stateKey, CancellationToken cancellationToken) =>
        database.ReadAsync((key, head, stateKey), Fill, ReadAsync, cancellationToken);

    private static void Fill(Batch batch, (SessionKey Key, Position Head, string? StateKey) ask)
    {
        var id = StoredId.Of(ask.Key);
        batch.Add(SelectTip).With(id);
        batch.Add(ask.StateKey is null ? SelectAll : SelectOne).With(id).With(ask.Head).With(long.MaxValue);
        if (ask.StateKey is not null)
            batch.With(Encoding.UTF8.GetBytes(ask.StateKey));
    }

    private static async ValueTask<IReadOnlyList<Entry>> ReadAsync(NpgsqlDataReader rows, (SessionKey Key, Position Head, string? StateKey) ask, CancellationToken cancellationToken)
    {
        if (!await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            return [];
        if (rows.Position(0) is var tip && ask.Head > tip)
            throw new ArgumentOutOfRangeException(nameof(ask), $"The head {ask.Head} is not between the beginning and the tip {tip} of session {ask.Key}.");

        var found = new List<Entry>();
        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            found.Add(EntryRow.Read(rows, ask.Key, EntryRow.Place(rows, ask.Key, rows.Position(0)), headerOnly: false));
        return found;
    }
}
