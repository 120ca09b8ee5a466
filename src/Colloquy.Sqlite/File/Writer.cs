using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colloquy.Sqlite;

/// <summary>Writes to the file: one transaction at a time, and now and then a checkpoint.</summary>
/// <remarks>
/// <para>One connection writes, so that it finds in its cache what it wrote before. Leases are written without waiting for
/// the disk: they mean nothing after a loss of power, since their holders are gone too.</para>
/// <para>A second connection makes checkpoints while the first holds the write lock, so no process writes meanwhile. All of
/// the log is copied then, except what readers of an older moment keep, and the next write that finds no reader in it
/// begins the log anew. Without the lock, others that commit all the time would keep the log from ever being
/// copied to its end: of four busy stores on one file it grew to 200 times the size (docs/performance.md).</para>
/// </remarks>
/// <param name="database">The file.</param>
/// <param name="first">The connection that opened it, which the writer takes over.</param>
internal sealed partial class Writer(Database database, Connection first) : IAsyncDisposable, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ILogger _logger = database.Options.LoggerFactory?.CreateLogger<SqliteSessionStore>() ?? NullLogger<SqliteSessionStore>.Instance;
    private readonly int _checkpointPages = database.Options.CheckpointPages;
    private Connection? _writing = first;
    private SqliteSynchronous _synchronous = database.Options.Synchronous;
    private Connection? _copying;
    private LogRoom? _room;
    private long _pages = first.TakePagesWritten();
    private long _transactions;
    private bool _disposed;

    /// <summary>How many transactions were written.</summary>
    public long Transactions => Volatile.Read(ref _transactions);

    /// <summary>Runs work in a transaction that holds the write lock from its beginning.</summary>
    /// <param name="durable">Whether the transaction must survive what the options say.</param>
    /// <param name="work">The work; when it throws, nothing is written.</param>
    /// <param name="argument">What the work is about.</param>
    /// <param name="cancellationToken">Cancels the wait for other writers; the transaction itself is not cancelled.</param>
    public async ValueTask<TResult> RunAsync<TArgument, TResult>(bool durable, Func<Connection, TArgument, TResult> work, TArgument argument, CancellationToken cancellationToken)
    {
        if (database.Options.ReadOnly)
            throw StoreException.ReadOnly(database.Path);

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteSessionStore));
            var result = Run(await BeginAsync(durable, cancellationToken).ConfigureAwait(false), work, argument);
            Volatile.Write(ref _transactions, _transactions + 1);
            if (_pages >= _checkpointPages)
                Checkpoint();
            return result;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        Close();
    }

    public void Dispose()
    {
        _gate.Wait();
        Close();
    }

    private void Close()
    {
        try
        {
            _disposed = true;
            Drop(ref _copying);
            Drop(ref _writing);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<Connection> BeginAsync(bool durable, CancellationToken cancellationToken)
    {
        var patience = new Patience(database.Options.BusyTimeout);
        while (true)
        {
            if (TryBegin(durable) is { } connection)
                return connection;
            if (!patience.IsLeft)
                throw StoreException.Busy(database.Path, database.Options.BusyTimeout);

            await Task.Delay(Patience.Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private Connection? TryBegin(bool durable)
    {
        try
        {
            var connection = Writing(durable ? database.Options.Synchronous : SqliteSynchronous.Normal);
            return connection.TryBeginWrite() ? connection : null;
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Busy)
        {
            // Connecting met a lock too.
            return null;
        }
    }

    private TResult Run<TArgument, TResult>(Connection connection, Func<Connection, TArgument, TResult> work, TArgument argument)
    {
        try
        {
            var result = work(connection, argument);
            // Without a wait for the disk, a log that grows costs little.
            if (_synchronous == SqliteSynchronous.Full)
                (_room ??= new LogRoom(_checkpointPages, _pages)).Ensure(connection, _pages);
            connection.Commit();
            _pages += connection.TakePagesWritten();
            return result;
        }
        catch (Exception error)
        {
            var isSound = connection.TryRollback() && error is not StoreException { Failure: StoreFailure.Corrupt or StoreFailure.Other };
            if (!isSound)
                Drop(connection);
            throw;
        }
    }

    /// <summary>What is counted after a checkpoint that could not be made, so that it is tried again after a tenth of the pages.</summary>
    private long PagesToTryAgain => _checkpointPages - (_checkpointPages / 10) - 1;

    /// <summary>The connection that writes.</summary>
    /// <param name="synchronous">What its next transaction survives.</param>
    private Connection Writing(SqliteSynchronous synchronous)
    {
        if (_writing is null)
            _writing = database.Connect(synchronous);
        else if (_synchronous != synchronous)
            Database.Set(_writing, synchronous);
        _synchronous = synchronous;
        return _writing;
    }

    private Connection Copying() => _copying ??= database.Connect(SqliteSynchronous.Normal);

    private void Checkpoint()
    {
        _pages = PagesToTryAgain;
        try
        {
            var holder = Writing(_synchronous);
            if (!holder.TryBeginWrite())
                return;

            try
            {
                // Readers of an older moment can keep a part of the log.
                if (Copying().Checkpoint())
                    _pages = 0;
            }
            finally
            {
                if (!holder.TryRollback())
                    Drop(holder);
            }
        }
        catch (StoreException error)
        {
            // The commit before it is made and stays made: its caller must not be told otherwise.
            if (error.Failure != StoreFailure.Busy)
                LogCheckpointFailed(_logger, database.Path, error);
        }
    }

    private void Drop(Connection connection)
    {
        if (connection == _writing)
            Drop(ref _writing);
        else
            Drop(ref _copying);
    }

    private static void Drop(ref Connection? connection)
    {
        connection?.Dispose();
        connection = null;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The write-ahead log of the store '{Path}' could not be copied into the file. It grows until a later try succeeds.")]
    private static partial void LogCheckpointFailed(ILogger logger, string path, Exception error);
}
