using System.Diagnostics;

namespace Colloquy.Sqlite;

/// <content>Writes what has waited for another write: as many as have come together, in one transaction.</content>
internal sealed partial class Writer
{
    /// <summary>The most writes of one transaction. What a transaction costs by itself is little then for each of them.</summary>
    private const int MostTogether = 32;

    /// <summary>A transaction that has lasted so long takes no further write, for writers of other processes wait.</summary>
    private static readonly TimeSpan LongestTogether = TimeSpan.FromMilliseconds(2);

    /// <summary>What the transaction has that is under way.</summary>
    private readonly List<PendingWrite> _together = [];

    /// <summary>Gives the writer back, or has a thread of the pool write what waits: behind what waits for a thread, which may have more to write.</summary>
    private void Leave()
    {
        if (!_queue.TryLeave())
            ThreadPool.UnsafeQueueUserWorkItem(static writer => _ = writer.WriteWaitingAsync(), this, preferLocal: false);
    }

    private async Task WriteWaitingAsync()
    {
        try
        {
            do
            {
                var waitsForDisk = _queue.AsksForDisk(MostTogether);
                if (await TryBeginForNextAsync(waitsForDisk).ConfigureAwait(false) is { } connection)
                    await WriteTogetherAsync(connection, waitsForDisk).ConfigureAwait(false);
            }
            while (_queue.Count >= MostTogether);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Begins a transaction for the writes that wait. Returns null when none waits.</summary>
    private async ValueTask<Connection?> TryBeginForNextAsync(bool waitsForDisk)
    {
        while (_queue.Count > 0)
        {
            try
            {
                if (TryBegin(waitsForDisk) is { } connection)
                    return connection;
            }
            catch (Exception error)
            {
                // It may pass: who comes next tries by himself.
                _queue.TryTake(waitsForDisk: true, isFirst: true)?.Fail(error);
                continue;
            }

            while (_queue.TryTakeImpatient(_refused) is { } write)
                write.Fail(StoreException.Busy(database.Path, database.Options.BusyTimeout));
            await Task.Delay(Patience.Pause).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Writes what waits, in the transaction that was begun; what that leaves without an outcome, each in one of its own.</summary>
    private async ValueTask WriteTogetherAsync(Connection connection, bool waitsForDisk)
    {
        try
        {
            if (TryWriteTogether(connection, waitsForDisk))
            {
                Count(_together.Count(static write => write.Error is null));
                _together.ForEach(static write => write.Complete());
                CheckpointWhenDue();
                return;
            }

            // Which of them the error concerns shows when each is written by itself.
            foreach (var write in _together)
                await WriteAgainAsync(write).ConfigureAwait(false);
        }
        finally
        {
            _together.Clear();
        }
    }

    /// <returns>Whether all that were taken have their outcomes.</returns>
    private bool TryWriteTogether(Connection connection, bool waitsForDisk)
    {
        try
        {
            return Run(connection, static (connection, ask) => ask.writer.RunTogether(connection, ask.waitsForDisk), (writer: this, waitsForDisk));
        }
        catch (Exception error)
        {
            if (_together is [var single])
                single.Note(error);
            return _together.Count <= 1;
        }
    }

    private bool RunTogether(Connection connection, bool waitsForDisk)
    {
        var start = Stopwatch.GetTimestamp();
        while (_together.Count < MostTogether && Stopwatch.GetElapsedTime(start) < LongestTogether && _queue.TryTake(waitsForDisk, isFirst: _together.Count == 0) is { } write)
        {
            _together.Add(write);
            if (_together.Count == 1)
            {
                // There is nothing before it that its error would have to leave alone.
                write.Run(connection);
                if (write.IsAlone)
                    break;
            }
            else
            {
                RunInside(connection, write);
            }
        }

        return true;
    }

    private static void RunInside(Connection connection, PendingWrite write)
    {
        connection.BeginInside();
        try
        {
            write.Run(connection);
            connection.CommitInside();
        }
        catch (Exception error)
        {
            if (!IsSound(error) || !connection.TryRollbackInside())
                throw;
            write.Note(error);
        }
    }

    private async ValueTask WriteAgainAsync(PendingWrite write)
    {
        try
        {
            var connection = await BeginAsync(write.AsksForDisk, CancellationToken.None).ConfigureAwait(false);
            Run(connection, static (connection, write) => { write.Run(connection); return true; }, write);
        }
        catch (Exception error)
        {
            write.Fail(error);
            return;
        }

        Count(1);
        write.Complete();
        CheckpointWhenDue();
    }
}
