namespace Colloquy;

/// <summary>State that lives for one run, in memory, for all agents that work on it.</summary>
internal sealed class TempArea(StateOptions options) : StateArea(Scope.Temp, options)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, StateChange> _newest = new(Utf8Order.Instance);
    private StateVersion _version;

    public override ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken) =>
        new(UnderGate(() => _newest.GetValueOrDefault(key)?.Entry));

    public override ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken) =>
        new(UnderGate<IReadOnlyList<StateEntry>>(() => [.. Entries()]));

    public override ValueTask<IReadOnlyList<StateChange>> ReadChangesAsync(StateVersion since, CancellationToken cancellationToken) =>
        new(UnderGate<IReadOnlyList<StateChange>>(() => [.. _newest.Values.Where(change => change.Version > since).OrderBy(change => change.Version)]));

    public override ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken) =>
        new(UnderGate(() => Write(key, change)));

    private bool Write(string key, Func<StateEntry?, StateBody?> change)
    {
        var found = _newest.GetValueOrDefault(key)?.Entry;
        if (change(found) is not { } body)
            return false;

        if (EnsureValueFits(found, body) is > 0 and var growth)
            EnsureTotalFits(key, growth + Entries().Sum(StateJson.SizeOf));

        _version = _version.Next;
        _newest[key] = StateJson.ToChange(body, _version);
        return true;
    }

    private IEnumerable<StateEntry> Entries() => _newest.Values.Select(change => change.Entry).OfType<StateEntry>();

    private T UnderGate<T>(Func<T> act)
    {
        lock (_gate)
            return act();
    }
}
