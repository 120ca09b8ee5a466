using System.Collections.Concurrent;

namespace Colloquy.Postgres;

/// <summary>The rows of sessions that this process wrote last, so that its next commit needs no read. A row that another process changed since is found out by its stamp.</summary>
/// <remarks>Two generations: when the younger is full, the older is dropped and the younger takes its place.</remarks>
internal sealed class StoredSessions
{
    private const int Generation = 4_096;

    private ConcurrentDictionary<Guid, StoredSession> _young = [];
    private ConcurrentDictionary<Guid, StoredSession> _old = [];
    private readonly Lock _aging = new();
    private int _count;

    public StoredSession? Find(Guid id)
    {
        if (_young.TryGetValue(id, out var session))
            return session;
        if (!_old.TryGetValue(id, out session))
            return null;

        Keep(id, session);
        return session;
    }

    public void Keep(Guid id, StoredSession session)
    {
        var young = _young;
        if (young.TryAdd(id, session))
        {
            if (Interlocked.Increment(ref _count) > Generation)
                Age(young);
            return;
        }

        young[id] = session;
    }

    /// <summary>Takes note of how far the search index holds a log, which changes without a new stamp.</summary>
    public void Note(Guid id, Position searched)
    {
        if (Find(id) is { } session)
            _young.TryUpdate(id, session with { Searched = searched.Value }, session);
    }

    public void Drop(Guid id)
    {
        _young.TryRemove(id, out _);
        _old.TryRemove(id, out _);
    }

    private void Age(ConcurrentDictionary<Guid, StoredSession> full)
    {
        lock (_aging)
        {
            if (!ReferenceEquals(_young, full))
                return;

            (_old, _young) = (full, []);
            Interlocked.Exchange(ref _count, 0);
        }
    }
}
