using System.Globalization;

namespace Colloquy.Sqlite;

/// <summary>The file: opens it, and gives out connections to it.</summary>
internal sealed class Database(string path, SqliteSessionStoreOptions options)
{
    private ReadAccess _access;

    public string Path { get; } = path;

    public SqliteSessionStoreOptions Options { get; } = options;

    /// <summary>The version of the schema of a file that is only read.</summary>
    public SchemaVersion Version { get; private set; }

    /// <summary>Whether a file that is only read has a folder that cannot be written.</summary>
    public bool IsFolderReadOnly => _access != ReadAccess.Shared;

    /// <summary>Opens the file for the first time: creates it, checks it, brings it up to date.</summary>
    /// <param name="cancellationToken">Cancels the wait for other processes; a migration that has begun is completed.</param>
    /// <returns>The connection that did so, for writing. It belongs to the caller.</returns>
    /// <remarks>A migration runs on the thread pool, since it can take long.</remarks>
    public async Task<Connection> OpenAsync(CancellationToken cancellationToken)
    {
        var patience = new Patience(Options.BusyTimeout);
        while (true)
        {
            try
            {
                return Options.ReadOnly ? PrepareToRead() : await PrepareAsync().ConfigureAwait(false);
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Busy && patience.IsLeft)
            {
            }
            catch (StoreException error) when (error.Failure == StoreFailure.Busy)
            {
                throw StoreException.Busy(Path, Options.BusyTimeout, error);
            }

            // Of another process's lock there is no event to wait for.
            await Task.Delay(Patience.Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens another connection.</summary>
    /// <param name="synchronous">What its writes survive.</param>
    public Connection Connect(SqliteSynchronous synchronous)
    {
        var connection = Options.ReadOnly ? Connection.OpenToRead(Path, _access) : Connection.Open(Path, create: false);
        try
        {
            Configure(connection, synchronous);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public SqliteStoreInfo Describe(Connection connection)
    {
        var log = new FileInfo(Path + "-wal");
        return new SqliteStoreInfo
        {
            Path = Path,
            Schema = (int)connection.ReadNumber("PRAGMA user_version"),
            LibraryVersion = SqliteSessionStore.LibraryVersion,
            JournalMode = connection.ReadText("PRAGMA journal_mode"),
            Synchronous = Options.Synchronous,
            PageSize = connection.ReadNumber("PRAGMA page_size"),
            Pages = connection.ReadNumber("PRAGMA page_count"),
            FreePages = connection.ReadNumber("PRAGMA freelist_count"),
            LogBytes = log.Exists ? log.Length : 0,
        };
    }

    /// <summary>Sets what the writes of a connection survive, outside a transaction.</summary>
    public static void Set(Connection connection, SqliteSynchronous synchronous) =>
        connection.Execute(synchronous == SqliteSynchronous.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");

    /// <summary>Sets what holds for a connection only.</summary>
    /// <remarks>Checkpoints are the writer's (see <see cref="Writer"/>), so none are automatic.</remarks>
    private void Configure(Connection connection, SqliteSynchronous synchronous)
    {
        Set(connection, synchronous);
        connection.Execute("PRAGMA wal_autocheckpoint = 0; PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF");
        if (Options.MaxPages > 0)
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {Options.MaxPages}"));
    }

    private async Task<Connection> PrepareAsync()
    {
        var connection = Connection.Open(Path, Options.Migrate);
        try
        {
            if (connection.IsReadOnly)
                throw SqliteFailure.ReadOnly(Path);

            var version = SqliteSchema.EnsureUsable(connection, Options.Migrate);

            Configure(connection, Options.Synchronous);
            var mode = connection.ReadText("PRAGMA journal_mode = WAL");
            if (mode != "wal")
                throw StoreException.NotOpened(Path, StoreFailure.Unsupported, $"its file system does not let SQLite keep a write-ahead log (the journal mode stays '{mode}'). Put it on a local disk.");
            if (version.NeedsWriting)
                await Task.Run(() => SqliteSchema.Migrate(connection)).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private Connection PrepareToRead()
    {
        try
        {
            return PrepareToRead(ReadAccess.Shared);
        }
        catch (StoreException error) when (error.Failure is StoreFailure.NoAccess or StoreFailure.ReadOnly && File.Exists(Path))
        {
            // What writers share cannot be made where the folder cannot be written. Nobody has the file open then, or it would be there.
            return PrepareToRead(new FileInfo(Path + "-wal") is { Exists: true, Length: > 0 } ? ReadAccess.Abandoned : ReadAccess.Frozen);
        }
    }

    private Connection PrepareToRead(ReadAccess access)
    {
        var connection = Connection.OpenToRead(Path, access);
        try
        {
            Version = SqliteSchema.EnsureReadable(connection, Options.AnySchema);
            Configure(connection, Options.Synchronous);
            _access = access;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
