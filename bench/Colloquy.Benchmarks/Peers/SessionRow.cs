using Microsoft.Data.Sqlite;

namespace Colloquy.Benchmarks;

/// <summary>A row of SQLite for each session, with the JSON of the whole session, written by a prepared command, in a file whose write-ahead log has its full size.</summary>
internal sealed class SessionRow : IDisposable
{
    // More than the pages after which SQLite copies the log into the file.
    private const int BytesBefore = 8 * 1024 * 1024;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _write;
    private readonly SqliteParameter _id;
    private readonly SqliteParameter _state;

    public SessionRow(string path, string synchronous)
    {
        _connection = RawFile.Open(path, synchronous);
        RawFile.Execute(_connection, $"""
            CREATE TABLE sessions (id INTEGER PRIMARY KEY, state BLOB NOT NULL);
            INSERT INTO sessions VALUES (-1, zeroblob({BytesBefore}))
            """);
        _write = _connection.CreateCommand();
        _write.CommandText = "INSERT INTO sessions VALUES ($id, $state) ON CONFLICT (id) DO UPDATE SET state = excluded.state";
        _id = _write.Parameters.Add(new SqliteParameter("$id", SqliteType.Integer));
        _id.Value = 0L;
        _state = _write.Parameters.Add(new SqliteParameter("$state", SqliteType.Blob));
        _state.Value = Array.Empty<byte>();
        _write.Prepare();
    }

    public void Write(long session, byte[] state)
    {
        _id.Value = session;
        _state.Value = state;
        _write.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _write.Dispose();
        _connection.Dispose();
    }
}
