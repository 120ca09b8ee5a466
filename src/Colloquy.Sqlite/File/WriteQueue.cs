namespace Colloquy.Sqlite;

/// <summary>Lets one at a time write, and the others wait in the order in which they came.</summary>
internal sealed class WriteQueue
{
    private readonly Lock _lock = new();
    private readonly Queue<PendingWrite> _waiting = new();
    private bool _isHeld;
    private TaskCompletionSource<bool>? _closing;

    /// <summary>How many wait, some of them perhaps in vain, since they were cancelled.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Takes the writer if it is free. It is never free while others wait.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public bool TryEnter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closing is not null, typeof(SqliteSessionStore));
            return !_isHeld && (_isHeld = true);
        }
    }

    /// <summary>Waits behind the others; false when the writer was given back meanwhile and is the caller's now.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public bool TryAdd(PendingWrite write)
    {
        lock (_lock)
        {
            if (TryEnter())
                return false;

            _waiting.Enqueue(write);
            return true;
        }
    }

    /// <summary>Gives the writer back; false when others wait, for whom the caller has to write then.</summary>
    public bool TryLeave()
    {
        lock (_lock)
        {
            if (_waiting.Count > 0)
                return false;

            // Who closes keeps it.
            _isHeld = _closing is not null;
            _closing?.TrySetResult(true);
            return true;
        }
    }

    /// <summary>Whether one of the next must wait for the disk.</summary>
    /// <param name="count">How many are looked at.</param>
    public bool AsksForDisk(int count)
    {
        lock (_lock)
        {
            foreach (var write in _waiting)
            {
                if (count-- == 0)
                    return false;
                if (write.AsksForDisk)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Takes the next for the transaction that was begun; null when there is none, or it does not fit into this one.</summary>
    /// <param name="waitsForDisk">Whether the transaction waits for the disk.</param>
    /// <param name="isFirst">Whether the transaction has no write yet.</param>
    public PendingWrite? TryTake(bool waitsForDisk, bool isFirst)
    {
        lock (_lock)
        {
            while (_waiting.TryPeek(out var write) && (waitsForDisk || !write.AsksForDisk) && (isFirst || !write.IsAlone))
            {
                _waiting.Dequeue();
                if (write.TryTake())
                    return write;
            }

            return null;
        }
    }

    /// <summary>Takes the next if it has waited for other processes' locks for as long as it may.</summary>
    /// <param name="since">Since when there have been such locks without a break (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>).</param>
    public PendingWrite? TryTakeImpatient(long since)
    {
        lock (_lock)
        {
            while (_waiting.TryPeek(out var write) && (write.IsTaken || !write.Patience.IsLeftSince(since)))
            {
                _waiting.Dequeue();
                if (write.TryTake())
                    return write;
            }

            return null;
        }
    }

    /// <summary>Takes the writer for good, when all have written that wait. Who comes later is refused.</summary>
    /// <returns>Whether this was the first call.</returns>
    public async Task<bool> CloseAsync()
    {
        bool isFirst;
        lock (_lock)
        {
            isFirst = _closing is null;
            _closing ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_isHeld)
            {
                _isHeld = true;
                _closing.TrySetResult(true);
            }
        }

        await _closing.Task.ConfigureAwait(false);
        return isFirst;
    }
}
