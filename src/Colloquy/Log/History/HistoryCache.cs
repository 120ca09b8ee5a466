namespace Colloquy;

/// <summary>What a process keeps of the sessions of one store between their turns: the least recently used goes first, within a number of bytes and a time.</summary>
/// <remarks>Who takes what is kept of a session owns it alone, and gives it back. It belongs to a store object, like <see cref="StoreTraffic"/>.</remarks>
internal sealed class HistoryCache
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, LinkedListNode<Kept>> _kept = [];
    private readonly LinkedList<Kept> _newestFirst = new();
    private readonly Dictionary<SessionKey, bool> _droppedWhileTaken = [];
    private volatile HistoryCacheOptions _options = new();
    private ITimer? _timer;
    private long _bytes;

    /// <summary>Whether anything is kept.</summary>
    public bool IsOn => _options.MaxBytes > 0;

    public bool ChecksEdits => _options.ChecksEdits;

    /// <summary>About how many bytes are kept.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Of how many sessions something is kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _kept.Count;
        }
    }

    /// <summary>The clock by which idle time is measured.</summary>
    internal TimeProvider Time { get; set; } = TimeProvider.System;

    public void Configure(HistoryCacheOptions options)
    {
        lock (_gate)
        {
            _options = options.Copy();
            Evict();
        }
    }

    /// <summary>Takes what is kept of a session; null for nothing. <see cref="Give"/> or <see cref="Leave"/> ends this.</summary>
    public IKeptHistory? Take(SessionKey key)
    {
        lock (_gate)
        {
            _droppedWhileTaken[key] = false;
            return _kept.TryGetValue(key, out var node) ? Remove(node) : null;
        }
    }

    /// <summary>Keeps what was taken, or made, unless the session was dropped meanwhile.</summary>
    public void Give(SessionKey key, IKeptHistory history)
    {
        lock (_gate)
        {
            if (_droppedWhileTaken.Remove(key, out var isDropped) && isDropped)
                return;
            if (_kept.TryGetValue(key, out var other))
                Remove(other);
            if (history.Bytes > _options.MaxBytes)
                return;

            _kept[key] = _newestFirst.AddFirst(new Kept(key, history, history.Bytes, Time.GetTimestamp()));
            Add(history.Bytes);
            Evict();
            Arm();
        }
    }

    /// <summary>Keeps nothing of what was taken.</summary>
    public void Leave(SessionKey key)
    {
        lock (_gate)
            _droppedWhileTaken.Remove(key);
    }

    /// <summary>Forgets a session, also when what is kept of it is taken.</summary>
    public void Drop(SessionKey key)
    {
        lock (_gate)
        {
            if (_kept.TryGetValue(key, out var node))
                Remove(node);
            if (_droppedWhileTaken.ContainsKey(key))
                _droppedWhileTaken[key] = true;
        }
    }

    private IKeptHistory Remove(LinkedListNode<Kept> node)
    {
        _kept.Remove(node.Value.Key);
        _newestFirst.Remove(node);
        Add(-node.Value.Bytes);
        return node.Value.History;
    }

    private void Evict()
    {
        while (_newestFirst.Last is { } oldest && _bytes > _options.MaxBytes)
            Remove(oldest);
    }

    private void Add(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        HistoryMetrics.Kept(bytes);
    }

    /// <summary>Looks again when the oldest may be idle. The timer does not keep the cache in memory.</summary>
    private void Arm()
    {
        if (_timer is not null || _newestFirst.Last is null)
            return;

        _timer = Time.CreateTimer(
            static state =>
            {
                if (((WeakReference<HistoryCache>)state!).TryGetTarget(out var cache))
                    cache.DropIdle();
            },
            new WeakReference<HistoryCache>(this),
            _options.IdleTime / 2,
            Timeout.InfiniteTimeSpan);
    }

    private void DropIdle()
    {
        lock (_gate)
        {
            while (_newestFirst.Last is { } oldest && Time.GetElapsedTime(oldest.Value.Used) >= _options.IdleTime)
                Remove(oldest);
            _timer?.Dispose();
            _timer = null;
            Arm();
        }
    }

    private sealed record Kept(SessionKey Key, IKeptHistory History, long Bytes, long Used);
}
