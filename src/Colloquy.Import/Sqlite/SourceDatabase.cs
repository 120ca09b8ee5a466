using System.Globalization;
using System.Text;
using SQLitePCL;

namespace Colloquy.Import;

/// <summary>A SQLite file of another library, opened to read only. For one reader at a time.</summary>
internal sealed class SourceDatabase : IDisposable
{
    private static readonly byte[] Magic = "SQLite format 3\0"u8.ToArray();

    private readonly sqlite3 _handle;

    static SourceDatabase() => Batteries_V2.Init();

    private SourceDatabase(sqlite3 handle, string path) => (_handle, Path) = (handle, path);

    public string Path { get; }

    /// <summary>Whether a file begins as SQLite files do.</summary>
    public static bool IsDatabase(string path)
    {
        using var file = new JsonItems(path).Open();
        Span<byte> begin = stackalloc byte[Magic.Length];
        return file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && begin.SequenceEqual(Magic);
    }

    /// <summary>Opens the file, and begins to read it as it is at this moment, whatever is written to it meanwhile.</summary>
    public static SourceDatabase Open(string path)
    {
        try
        {
            return Open(path, path, raw.SQLITE_OPEN_READONLY);
        }
        catch (ImportException refused) when (refused.Failure == ImportFailure.NotOpened && File.Exists(path) && !File.Exists($"{path}-wal"))
        {
            // A file with a write-ahead log wants files beside it, which cannot be made in a folder that is not writable. Where there is no log, nobody writes.
            var location = System.IO.Path.GetFullPath(path).Replace('\\', '/').Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
            return Open(path, $"file:{(location.StartsWith('/') ? "" : "/")}{location}?immutable=1", raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI);
        }
    }

    private static SourceDatabase Open(string path, string location, int flags)
    {
        var code = raw.sqlite3_open_v2(location, out var handle, flags, null);
        var database = new SourceDatabase(handle, path);
        try
        {
            database.Check(code, null);
            database.Check(raw.sqlite3_busy_timeout(handle, 10_000), null);
            database.Check(raw.sqlite3_exec(handle, "BEGIN; SELECT COUNT(*) FROM sqlite_master"), null);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The columns of a table; empty when there is no such table.</summary>
    public IReadOnlyList<string> ColumnsOf(string table)
    {
        var columns = new List<string>();
        using var rows = Query("SELECT name FROM pragma_table_info(?)", table);
        while (rows.Step())
            columns.Add(rows.Text(0)!);
        return columns;
    }

    /// <summary>Counts rows.</summary>
    public long Count(string sql)
    {
        using var rows = Query(sql);
        return rows.Step() ? rows.Number(0) ?? 0 : 0;
    }

    public SourceRows Query(string sql, params ReadOnlySpan<string> parameters)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var statement), null);
        var rows = new SourceRows(this, statement);
        for (var i = 0; i < parameters.Length; i++)
            Check(raw.sqlite3_bind_text(statement, i + 1, parameters[i]), null);
        return rows;
    }

    public void Check(int code, string? place)
    {
        if (code == raw.SQLITE_OK)
            return;

        var failure = (code & 0xFF) is raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_BUSY or raw.SQLITE_READONLY ? ImportFailure.NotOpened : ImportFailure.Malformed;
        throw new ImportException(failure, Path, place, string.Create(CultureInfo.InvariantCulture, $"cannot be read (SQLite says '{raw.sqlite3_errmsg(_handle).utf8_to_string()}', code {code})"));
    }

    public void Dispose() => _handle.Dispose();
}

/// <summary>The rows of a query, one at a time.</summary>
internal sealed class SourceRows(SourceDatabase database, sqlite3_stmt statement) : IDisposable
{
    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            database.Check(code, null);
        return false;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long? Number(int column) => IsNull(column) ? null : raw.sqlite3_column_int64(statement, column);

    /// <summary>The bytes of a text or a blob, until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => statement.Dispose();
}
