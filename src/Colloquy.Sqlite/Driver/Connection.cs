using SQLitePCL;

namespace Colloquy.Sqlite;

/// <summary>One connection to the file, for one thread at a time.</summary>
internal sealed class Connection : IDisposable
{
    private static readonly Sql BeginReading = new("BEGIN");
    private static readonly Sql BeginWriting = new("BEGIN IMMEDIATE");
    private static readonly Sql End = new("COMMIT");
    private static readonly Sql Undo = new("ROLLBACK");
    private static readonly Sql BeginPart = new("SAVEPOINT part");
    private static readonly Sql EndPart = new("RELEASE part");
    private static readonly Sql UndoPart = new("ROLLBACK TO part");

    private const int OpenWithoutMutex = 0x8000;
    private const int PagesWritten = 9;
    private const int PagesInStep = 256;

    private readonly sqlite3 _handle;
    private Statement?[] _statements = [];

    static Connection() => Batteries_V2.Init();

    private Connection(sqlite3 handle, string path)
    {
        _handle = handle;
        Path = path;
    }

    /// <summary>The version of SQLite.</summary>
    public static Version LibraryVersion
    {
        get
        {
            var number = raw.sqlite3_libversion_number();
            return new Version(number / 1_000_000, number / 1_000 % 1_000, number % 1_000);
        }
    }

    public string Path { get; }

    /// <summary>The path of the write-ahead log: beside the file itself, where the path is that of a link.</summary>
    public string LogPath => raw.sqlite3_db_filename(_handle, "main").utf8_to_string() + "-wal";

    /// <summary>The texts that this connection met again and again: roles, agents, keys.</summary>
    public TextCache Texts { get; } = new();

    public bool IsReadOnly => raw.sqlite3_db_readonly(_handle, "main") == 1;

    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Opens a connection that waits for no lock: who uses it waits, and can be cancelled (see <see cref="Patience"/>).</summary>
    public static Connection Open(string path, bool create)
    {
        var flags = raw.SQLITE_OPEN_READWRITE | OpenWithoutMutex | (create ? raw.SQLITE_OPEN_CREATE : 0);
        return Open(path, path, flags, system: null);
    }

    /// <summary>Opens a connection that reads only.</summary>
    public static Connection OpenToRead(string path, ReadAccess access)
    {
        const int Flags = raw.SQLITE_OPEN_READONLY | OpenWithoutMutex;
        switch (access)
        {
            case ReadAccess.Frozen:
                var location = path.Replace('\\', '/').Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
                return Open(path, $"file:{(location.StartsWith('/') ? "" : "/")}{location}?immutable=1", Flags | raw.SQLITE_OPEN_URI, system: null);
            case ReadAccess.Abandoned:
                var connection = Open(path, path, Flags, OperatingSystem.IsWindows() ? "win32-none" : "unix-none");
                // The index of the log is kept in this process then.
                connection.Execute("PRAGMA locking_mode = EXCLUSIVE");
                return connection;
            default:
                return Open(path, path, Flags, system: null);
        }
    }

    private static Connection Open(string path, string location, int flags, string? system)
    {
        var code = raw.sqlite3_open_v2(location, out var handle, flags, system);
        var connection = new Connection(handle, path);
        try
        {
            connection.Check(code);
            connection.Check(raw.sqlite3_extended_result_codes(handle, 1));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Takes a statement, prepared, to bind and step; dispose it to end its use.</summary>
    public Statement Use(Sql sql)
    {
        if (sql.Ordinal < _statements.Length && _statements[sql.Ordinal] is { } prepared)
            return prepared;

        if (sql.Ordinal >= _statements.Length)
            Array.Resize(ref _statements, sql.Ordinal + 16);
        return _statements[sql.Ordinal] = Prepare(sql.Text);
    }

    /// <summary>Runs a statement that is not kept.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Runs a statement that is not kept, and returns its first column as a number.</summary>
    public long ReadNumber(string sql) => ReadOnce(sql, static row => row.Int64(0));

    /// <summary>Runs a statement that is not kept, and returns its first column as text.</summary>
    public string ReadText(string sql) => ReadOnce(sql, static row => row.Text(0));

    /// <summary>Runs a statement that is not kept, and returns the first column of all rows.</summary>
    public List<string> ReadTexts(string sql)
    {
        var texts = new List<string>();
        var statement = Prepare(sql);
        try
        {
            while (statement.Step())
                texts.Add(statement.Text(0));
            return texts;
        }
        finally
        {
            statement.Close();
        }
    }

    public void BeginRead() => Use(BeginReading).Run();

    public void BeginWrite() => Use(BeginWriting).Run();

    /// <summary>Begins a transaction with the write lock; false when another connection has it.</summary>
    public bool TryBeginWrite() => Use(BeginWriting).TryRun();

    public void Commit() => Use(End).Run();

    /// <summary>Ends a transaction without its writes, if one is open; false when that failed and the connection is of no more use.</summary>
    public bool TryRollback()
    {
        if (!InTransaction)
            return true;

        try
        {
            Use(Undo).Run();
        }
        catch (StoreException)
        {
            // Whoever rolls back is already throwing what went wrong first.
        }

        return !InTransaction;
    }

    /// <summary>Begins a part of the open transaction that can be taken back by itself.</summary>
    public void BeginInside() => Use(BeginPart).Run();

    /// <summary>Ends the part, whose writes are now the transaction's.</summary>
    public void CommitInside() => Use(EndPart).Run();

    /// <summary>Ends the part without its writes; false when that failed, or the error before has ended the whole transaction (sqlite.org/lang_transaction.html).</summary>
    public bool TryRollbackInside()
    {
        try
        {
            if (InTransaction)
            {
                Use(UndoPart).Run();
                Use(EndPart).Run();
            }

            return InTransaction;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes() => raw.sqlite3_changes(_handle);

    public long LastId() => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>How many pages this connection has written since it was last asked.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(_handle, PagesWritten, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Copies what it can of the write-ahead log into the file. The caller sees to it that nobody writes meanwhile.</summary>
    /// <returns>Whether all of the log was copied.</returns>
    public bool Checkpoint()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out var pages, out var copied);
        if (SqliteFailure.IsBusy(code))
            return false;

        Check(code);
        return pages == copied;
    }

    /// <summary>Copies the whole file, as it is at the moment that the open transaction reads, to that of another connection.</summary>
    /// <param name="target">The other connection. Nobody else has its file.</param>
    /// <param name="copied">Is told how many pages were copied, and how many there are. What it throws ends the copying.</param>
    public void CopyTo(Connection target, Action<long, long> copied)
    {
        var backup = raw.sqlite3_backup_init(target._handle, "main", _handle, "main");
        if (backup is null || backup.IsInvalid)
            throw target.Failure(raw.sqlite3_errcode(target._handle));

        using (backup)
        {
            while (raw.sqlite3_backup_step(backup, PagesInStep) is var code && code != raw.SQLITE_DONE)
            {
                target.Check(code);
                Tell();
            }

            Tell();

            void Tell() => copied(raw.sqlite3_backup_pagecount(backup) - raw.sqlite3_backup_remaining(backup), raw.sqlite3_backup_pagecount(backup));
        }
    }

    /// <summary>Stops what this connection does on another thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_handle);

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw Failure(code);
    }

    public StoreException Failure(int code) => SqliteFailure.From(code, raw.sqlite3_errmsg(_handle).utf8_to_string(), Path);

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement?.Close();
        _statements = [];
        _handle.Dispose();
    }

    private Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        return new Statement(this, handle);
    }

    private T ReadOnce<T>(string sql, Func<Statement, T> read)
    {
        var statement = Prepare(sql);
        try
        {
            statement.Step();
            return read(statement);
        }
        finally
        {
            statement.Close();
        }
    }
}
