using System.Diagnostics;
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
    private readonly WriteQueue _queue = new();
    private readonly ILogger _logger = database.Options.LoggerFactory?.CreateLogger<SqliteSessionStore>() ?? NullLogger<SqliteSessionStore>.Instance;
    private readonly int _checkpointPages = database.Options.CheckpointPages;
    private Connection? _writing = first;
    private SqliteSynchronous _synchronous = database.Options.Synchronous;
    private Connection? _copying;
    private LogRoom? _room;
    private long _pages = first.TakePagesWritten();
    private long _refused;
    private long _writes;

    /// <summary>How many writes were made.</summary>
    public long Writes => Volatile.Read(ref _writes);

    /// <summary>Runs work in a transaction that holds the write lock from its beginning. Works that wait for one another can share it.</summary>
    /// <param name="durable">Whether the transaction must survive what the options say.</param>
    /// <param name="alone">Whether the work shares its transaction with no other, since it can take long.</param>
    /// <param name="work">The work; when it throws, nothing of it is written. It is run again when a transaction that it shared could not be committed.</param>
    /// <param name="argument">What the work is about.</param>
    /// <param name="cancellationToken">Cancels the wait for other writers; the transaction itself is not cancelled.</param>
    public ValueTask<TResult> RunAsync<TArgument, TResult>(bool durable, bool alone, Func<Connection, TArgument, TResult> work, TArgument argument, CancellationToken cancellationToken)
    {
        if (database.Options.ReadOnly)
            throw StoreException.ReadOnly(database.Path);

        cancellationToken.ThrowIfCancellationRequested();
        var asksForDisk = durable && database.Options.Synchronous == SqliteSynchronous.Full;
        if (!_queue.TryEnter())
        {
            var write = new PendingWrite<TArgument, TResult>(asksForDisk, alone, new Patience(database.Options.BusyTimeout), work, argument);
            if (_queue.TryAdd(write))
                return new ValueTask<TResult>(write.WaitAsync(cancellationToken));
        }

        return RunAtOnceAsync(asksForDisk, work, argument, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!await _queue.CloseAsync().ConfigureAwait(false))
            return;

        Drop(ref _copying);
        Drop(ref _writing);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async ValueTask<TResult> RunAtOnceAsync<TArgument, TResult>(bool asksForDisk, Func<Connection, TArgument, TResult> work, TArgument argument, CancellationToken cancellationToken)
    {
        try
        {
            var result = Run(await BeginAsync(asksForDisk, cancellationToken).ConfigureAwait(false), work, argument);
            Count(1);
            CheckpointWhenDue();
            return result;
        }
        finally
        {
            Leave();
        }
    }

    private void Count(int writes) => Volatile.Write(ref _writes, _writes + writes);

    private void CheckpointWhenDue()
    {
        if (_pages >= _checkpointPages)
            Checkpoint();
    }

    private async ValueTask<Connection> BeginAsync(bool waitsForDisk, CancellationToken cancellationToken)
    {
        var patience = new Patience(database.Options.BusyTimeout);
        while (true)
        {
            if (TryBegin(waitsForDisk) is { } connection)
                return connection;
            if (!patience.IsLeft)
                throw StoreException.Busy(database.Path, database.Options.BusyTimeout);

            await Task.Delay(Patience.Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private Connection? TryBegin(bool waitsForDisk)
    {
        try
        {
            var connection = Writing(waitsForDisk ? SqliteSynchronous.Full : SqliteSynchronous.Normal);
            if (connection.TryBeginWrite())
            {
                _refused = 0;
                return connection;
            }
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Busy)
        {
            // Connecting met a lock too.
        }

        if (_refused == 0)
            _refused = Stopwatch.GetTimestamp();
        return null;
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
            if (!connection.TryRollback() || !IsSound(error))
                Drop(connection);
            throw;
        }
    }

    /// <summary>Whether the connection can still be used after an error.</summary>
    private static bool IsSound(Exception error) => error is not StoreException { Failure: StoreFailure.Corrupt or StoreFailure.Other };

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
