namespace Colloquy.Storage;

/// <summary>The state of all users and applications in memory.</summary>
internal sealed class InMemoryOwnerState
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionOwner, Keys> _owners = [];

    public StateSlot Find(SessionOwner owner, string key)
    {
        lock (_gate)
            return Slot(owner, key);
    }

    public IReadOnlyList<StoredState> List(SessionOwner owner)
    {
        lock (_gate)
            return _owners.TryGetValue(owner, out var keys) ? [.. keys.Newest.Values.Where(stored => !stored.Removed)] : [];
    }

    public IReadOnlyList<StoredState> ReadChanges(SessionOwner owner, StateVersion since)
    {
        lock (_gate)
            return _owners.TryGetValue(owner, out var keys) ? [.. keys.Newest.Values.Where(stored => stored.Version > since).OrderBy(stored => stored.Version)] : [];
    }

    public StateVersion? Put(StatePut put)
    {
        lock (_gate)
            return put.Fits(Slot(put.Owner, put.Key)) ? Write(put) : null;
    }

    /// <summary>Makes all puts of a commit, or none.</summary>
    public void Put(IReadOnlyList<StatePut> puts)
    {
        if (puts.Count == 0)
            return;

        lock (_gate)
        {
            for (var i = 0; i < puts.Count; i++)
                EnsureFits(puts, i);
            foreach (var put in puts)
                Write(put);
        }
    }

    public bool Rewrite(SessionOwner owner, StateRewrite rewrite)
    {
        lock (_gate)
        {
            var (key, version, value) = rewrite.Expected;
            if (Slot(owner, key).Stored is not { } stored || stored.Version != version || !stored.Value.Span.SequenceEqual(value.Span))
                return false;

            _owners[owner].Newest[key] = stored with { Value = rewrite.Value };
            return true;
        }
    }

    public IReadOnlyList<SessionOwner> Owners()
    {
        lock (_gate)
            return [.. _owners.Keys];
    }

    /// <summary>Replaces all that an owner has.</summary>
    public void Restore(SessionOwner owner, IReadOnlyList<StoredState> state)
    {
        lock (_gate)
        {
            _owners.Remove(owner);
            if (state.Count == 0)
                return;

            var keys = new Keys { Version = state.Max(stored => stored.Version) };
            foreach (var stored in state)
                keys.Newest.Add(stored.Key, stored);
            _owners.Add(owner, keys);
        }
    }

    public void Clear()
    {
        lock (_gate)
            _owners.Clear();
    }

    private void EnsureFits(IReadOnlyList<StatePut> puts, int index)
    {
        var put = puts[index];
        var slot = Slot(put.Owner, put.Key);
        var before = puts.Take(index).Count(other => other.Owner == put.Owner);
        slot = slot with { Newest = new StateVersion(slot.Newest.Value + before) };
        if (!put.Fits(slot))
            throw new StateConflictException(put, slot);
    }

    private StateSlot Slot(SessionOwner owner, string key) =>
        _owners.TryGetValue(owner, out var keys) ? new StateSlot(keys.Newest.GetValueOrDefault(key), keys.Version) : new StateSlot(null, StateVersion.None);

    private StateVersion Write(StatePut put)
    {
        if (!_owners.TryGetValue(put.Owner, out var keys))
            _owners.Add(put.Owner, keys = new Keys());
        keys.Version = keys.Version.Next;
        keys.Newest[put.Key] = new StoredState(put.Key, keys.Version, put.Value);
        return keys.Version;
    }

    private sealed class Keys
    {
        public StateVersion Version { get; set; }

        public SortedDictionary<string, StoredState> Newest { get; } = new(Utf8Order.Instance);
    }
}
