using System.Text;
using SQLitePCL;

namespace Colloquy.Sqlite;

/// <summary>A prepared statement, for one use at a time. Disposing it ends the use; it stays prepared until its connection closes it.</summary>
/// <remarks>The driver's own level is used rather than ADO.NET: payloads and hashes are bound and read as spans, without arrays in between, and BEGIN and COMMIT are prepared too.</remarks>
internal sealed class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public Statement Bind(int parameter, long value)
    {
        connection.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, long? value)
    {
        if (value is { } number)
            return Bind(parameter, number);

        connection.Check(raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    /// <exception cref="ArgumentException">The text has a lone surrogate, which UTF-8 cannot hold.</exception>
    public Statement Bind(int parameter, string? text)
    {
        if (text is null)
            return Bind(parameter, (long?)null);

        if (text.Length == 0)
        {
            // Of an empty span the driver would make NULL.
            connection.Check(raw.sqlite3_bind_text(handle, parameter, ""));
            return this;
        }

        if (text.Length > 256)
        {
            connection.Check(raw.sqlite3_bind_text(handle, parameter, StrictUtf8.GetBytes(text)));
            return this;
        }

        Span<byte> buffer = stackalloc byte[256 * 3];
        var size = StrictUtf8.GetBytes(text, buffer);
        connection.Check(raw.sqlite3_bind_text(handle, parameter, buffer[..size]));
        return this;
    }

    public Statement Bind(int parameter, ReadOnlySpan<byte> bytes)
    {
        connection.Check(raw.sqlite3_bind_blob(handle, parameter, bytes));
        return this;
    }

    /// <summary>Binds a text that is in UTF-8 already.</summary>
    public Statement BindText(int parameter, ReadOnlySpan<byte> utf8)
    {
        connection.Check(raw.sqlite3_bind_text(handle, parameter, utf8));
        return this;
    }

    public Statement Bind(int parameter, Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Digest.Size];
        digest.CopyTo(bytes);
        return Bind(parameter, bytes);
    }

    public Statement Bind(int parameter, CommitId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(parameter, bytes);
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        return code == raw.SQLITE_DONE ? false : throw connection.Failure(code);
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        using (this)
            Step();
    }

    /// <summary>Runs a statement that gives no rows; false when a lock kept it from running.</summary>
    public bool TryRun()
    {
        var code = raw.sqlite3_step(handle);
        Dispose();
        if (code == raw.SQLITE_DONE)
            return true;
        return SqliteFailure.IsBusy(code) ? false : throw connection.Failure(code);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>The bytes of a blob, or of a text in UTF-8, until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? TextOrNull(int column)
    {
        var bytes = Bytes(column);
        return !bytes.IsEmpty ? Encoding.UTF8.GetString(bytes) : IsNull(column) ? null : "";
    }

    /// <summary>Ends the use. What the step before it failed with is returned again by the driver, and was thrown by the step.</summary>
    public void Dispose() => _ = raw.sqlite3_reset(handle);

    public void Close() => handle.Dispose();
}
