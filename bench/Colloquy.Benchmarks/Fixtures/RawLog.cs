using Microsoft.Data.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>
/// The least that could write the rows of a commit: the same columns with the same bytes into a table without an index,
/// and one changed row, in one transaction of prepared commands.
/// </summary>
internal sealed class RawLog : IDisposable
{
    private const string Schema = """
        CREATE TABLE sessions (id INTEGER PRIMARY KEY, tip INTEGER NOT NULL, chain BLOB NOT NULL);
        CREATE TABLE entries (
            id INTEGER PRIMARY KEY, session INTEGER, position INTEGER, parent INTEGER, segment INTEGER, turn INTEGER,
            kind TEXT, subject TEXT, author TEXT, at INTEGER, payload_hash BLOB, chain BLOB, salt BLOB, payload BLOB);
        INSERT INTO sessions VALUES (1, 0, x'')
        """;

    private const string InsertEntry = """
        INSERT INTO entries (session, position, parent, segment, turn, kind, subject, author, at, payload_hash, chain, salt, payload)
        VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """;

    private const string UpdateTip = "UPDATE sessions SET tip = $tip, chain = $chain WHERE id = 1";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly Row[] _rows;
    private long _tip;

    public RawLog(string path, string synchronous, IEnumerable<Entry> entries)
    {
        _rows = [.. entries.Select(Row.Of)];
        _connection = RawFile.Open(path, synchronous);
        RawFile.Execute(_connection, Schema);

        _insert = _connection.CreateCommand();
        _insert.CommandText = InsertEntry;
        for (var i = 0; i <= 12; i++)
            _insert.Parameters.Add(new SqliteParameter($"${i}", null));
        _insert.Parameters[0].Value = 1L;
        _insert.Prepare();

        _update = _connection.CreateCommand();
        _update.CommandText = UpdateTip;
        _update.Parameters.Add(new SqliteParameter("$tip", null));
        _update.Parameters.Add(new SqliteParameter("$chain", null));
        _update.Prepare();
    }

    public void Append()
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = _update.Transaction = transaction;
        var parameters = _insert.Parameters;
        foreach (var row in _rows)
        {
            _tip++;
            parameters[1].Value = _tip;
            parameters[2].Value = _tip - 1;
            parameters[3].Value = 1L;
            parameters[4].Value = _tip;
            parameters[5].Value = row.Kind;
            parameters[6].Value = row.Subject;
            parameters[7].Value = row.Author;
            parameters[8].Value = row.At;
            parameters[9].Value = row.PayloadHash;
            parameters[10].Value = row.Chain;
            parameters[11].Value = row.Salt;
            parameters[12].Value = row.Payload;
            _insert.ExecuteNonQuery();
        }

        _update.Parameters[0].Value = _tip;
        _update.Parameters[1].Value = _rows[^1].Chain;
        _update.ExecuteNonQuery();
        transaction.Commit();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _update.Dispose();
        _connection.Dispose();
    }

    private sealed record Row(object Kind, object Subject, object Author, object At, byte[] PayloadHash, byte[] Chain, byte[] Salt, byte[] Payload)
    {
        public static Row Of(Entry entry) => new(
            entry.Kind.Value,
            (object?)entry.Subject ?? DBNull.Value,
            (object?)entry.Author ?? DBNull.Value,
            entry.At.ToUnixTimeMilliseconds(),
            entry.PayloadHash.ToArray(),
            entry.Chain.ToArray(),
            entry.Salt.ToArray(),
            entry.Payload.ToArray());
    }
}
