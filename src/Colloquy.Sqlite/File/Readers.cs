using System.Collections.Concurrent;

namespace Colloquy.Sqlite;

/// <summary>Reads from the file: each read on a connection of its own, which the next one uses again.</summary>
internal sealed class Readers(Database database) : IDisposable
{
    private static readonly int MostKept = Math.Max(4, Environment.ProcessorCount * 2);

    private readonly ConcurrentStack<Connection> _idle = new();
    private volatile bool _disposed;

    /// <summary>Runs work that sees the file at one moment.</summary>
    /// <param name="work">The work. It may be run again when a lock kept it from its end.</param>
    /// <param name="argument">What the work is about.</param>
    /// <param name="cancellationToken">Cancels the wait for a lock, which a reader meets only while another process opens or closes the file.</param>
    public ValueTask<TResult> RunAsync<TArgument, TResult>(Func<Connection, TArgument, TResult> work, TArgument argument, CancellationToken cancellationToken)
    {
        try
        {
            return new(Run(work, argument));
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Busy)
        {
            return TryAgainAsync(work, argument, cancellationToken);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryPop(out var connection))
            connection.Dispose();
    }

    private async ValueTask<TResult> TryAgainAsync<TArgument, TResult>(Func<Connection, TArgument, TResult> work, TArgument argument, CancellationToken cancellationToken)
    {
        var patience = new Patience(database.Options.BusyTimeout);
        while (patience.IsLeft)
        {
            await Task.Delay(Patience.Pause, cancellationToken).ConfigureAwait(false);
            try
            {
                return Run(work, argument);
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Busy)
            {
            }
        }

        throw StoreException.Busy(database.Path, database.Options.BusyTimeout);
    }

    private TResult Run<TArgument, TResult>(Func<Connection, TArgument, TResult> work, TArgument argument)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteSessionStore));
        var connection = _idle.TryPop(out var idle) ? idle : database.Connect(SqliteSynchronous.Normal);
        var isSound = false;
        try
        {
            connection.BeginRead();
            var result = work(connection, argument);
            connection.Commit();
            isSound = true;
            return result;
        }
        catch (Exception error)
        {
            isSound = connection.TryRollback() && error is not StoreException;
            throw;
        }
        finally
        {
            Return(connection, isSound);
        }
    }

    private void Return(Connection connection, bool isSound)
    {
        if (!isSound || _disposed || _idle.Count >= MostKept)
        {
            connection.Dispose();
            return;
        }

        _idle.Push(connection);
        if (_disposed)
            Dispose();
    }
}
