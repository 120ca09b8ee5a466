using System.Collections.Concurrent;

namespace Colloquy.Storage;

/// <summary>What all owners' sessions in memory have spent.</summary>
internal sealed class InMemoryUsage
{
    private readonly ConcurrentDictionary<SessionOwner, InMemorySpending> _owners = new();

    public InMemorySpending Of(SessionOwner owner) => _owners.GetOrAdd(owner, static owner => new InMemorySpending(owner));

    public IReadOnlyList<UsageSum> Sum(SessionSelection selection, UsageQuery query, UsageBy by)
    {
        IEnumerable<InMemorySpending> selected = selection.Owner is { } owner
            ? _owners.TryGetValue(owner, out var only) ? [only] : []
            : _owners.Where(pair => selection.Includes(pair.Key)).Select(pair => pair.Value);
        return UsageSums.Of(selected.SelectMany(spending => spending.Items(selection.Session?.Id)), selection, query, by);
    }

    /// <summary>Gives what deleted sessions of an owner spent to another.</summary>
    public void MovePast(SessionOwner owner, SessionOwner other)
    {
        if (_owners.TryGetValue(owner, out var spending))
            Of(other).Keep(session: null, spending.TakePast());
    }

    public void Clear() => _owners.Clear();
}

/// <summary>What one owner's sessions in memory have spent: by session while it is there, and together once it was deleted.</summary>
internal sealed class InMemorySpending(SessionOwner owner)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<Guid, UsageRecord>> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, UsageRecord> _past = [];
    private readonly Dictionary<Guid, string?> _homes = [];

    /// <summary>Stores records, each call once; one that the log holds replaces one that it does not.</summary>
    /// <param name="session">The session's id; null when it is gone.</param>
    /// <param name="records">The records.</param>
    public void Keep(string? session, IReadOnlyList<UsageRecord> records)
    {
        if (records.Count == 0)
            return;

        lock (_gate)
        {
            for (var i = 0; i < records.Count; i++)
                Keep(session, records[i]);
        }
    }

    public void Delete(string session)
    {
        lock (_gate)
        {
            if (!_sessions.Remove(session, out var spent))
                return;
            foreach (var (call, record) in spent)
            {
                _homes[call] = null;
                _past.Add(call, record);
            }
        }
    }

    /// <summary>Removes the records of deleted sessions, and returns them.</summary>
    public IReadOnlyList<UsageRecord> TakePast()
    {
        lock (_gate)
        {
            UsageRecord[] past = [.. _past.Values];
            foreach (var record in past)
                _homes.Remove(record.Call);
            _past.Clear();
            return past;
        }
    }

    /// <summary>The records of one session, or of all and of those that are gone.</summary>
    public IReadOnlyList<UsageItem> Items(string? session)
    {
        lock (_gate)
        {
            if (session is not null)
                return _sessions.TryGetValue(session, out var spent) ? [.. spent.Values.Select(record => new UsageItem(owner, session, record))] : [];

            return
            [
                .. _sessions.SelectMany(pair => pair.Value.Values.Select(record => new UsageItem(owner, pair.Key, record))),
                .. _past.Values.Select(record => new UsageItem(owner, null, record)),
            ];
        }
    }

    /// <summary>The records of a session by time and id.</summary>
    public IReadOnlyList<UsageRecord> Read(string session, UsageRecord? after, int limit)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(session, out var spent))
                return [];

            return [.. spent.Values.Where(record => after is null || Compare(record, after) > 0).Order(Comparer<UsageRecord>.Create(Compare)).Take(limit)];
        }
    }

    /// <summary>The records of deleted sessions by time and id.</summary>
    public IReadOnlyList<UsageRecord> ReadPast(UsageRecord? after, int limit)
    {
        lock (_gate)
            return [.. _past.Values.Where(record => after is null || Compare(record, after) > 0).Select(record => record.Unlogged(turnIsKept: false)).Order(Comparer<UsageRecord>.Create(Compare)).Take(limit)];
    }

    private static int Compare(UsageRecord left, UsageRecord right) =>
        left.At == right.At ? string.CompareOrdinal(left.Call.ToString(), right.Call.ToString()) : left.At.CompareTo(right.At);

    /// <summary>Keeps a call in one place: where it was kept first, but that a session that has it again takes it from those that are gone.</summary>
    private void Keep(string? session, UsageRecord record)
    {
        if (_homes.TryGetValue(record.Call, out var home) && home != session)
        {
            if (home is not null || session is null)
                return;
            _past.Remove(record.Call);
        }

        _homes[record.Call] = session;
        var kept = session is null ? _past : Kept(session);
        if (!kept.TryAdd(record.Call, record) && kept[record.Call].Position.IsStart && !record.Position.IsStart)
            kept[record.Call] = record;
    }

    private Dictionary<Guid, UsageRecord> Kept(string session)
    {
        if (!_sessions.TryGetValue(session, out var kept))
            _sessions.Add(session, kept = []);

        return kept;
    }
}
