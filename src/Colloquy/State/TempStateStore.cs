namespace Colloquy;

/// <summary>State that lives for one run, in memory, for all agents that work on it.</summary>
internal sealed class TempStateStore(StateOptions options) : StateStore(Scope.Temp, options)
{
    private readonly Lock _gate = new();
    private StateVersion _version;

    private SortedDictionary<string, StateEntry> Newest => field ??= new(Utf8Order.Instance);

    public override ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken) =>
        new(UnderGate(() => Newest.GetValueOrDefault(key)?.Present));

    public override ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken) =>
        new(UnderGate<IReadOnlyList<StateEntry>>(() => [.. Entries()]));

    public override ValueTask<IReadOnlyList<StateEntry>> ReadChangesAsync(StateVersion since, CancellationToken cancellationToken) =>
        new(UnderGate<IReadOnlyList<StateEntry>>(() => [.. Newest.Values.Where(change => change.Version > since).OrderBy(change => change.Version)]));

    public override ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken) =>
        new(UnderGate(() => Write(key, change)));

    private bool Write(string key, Func<StateEntry?, StateBody?> change)
    {
        var found = Newest.GetValueOrDefault(key)?.Present;
        if (change(found) is not { } body)
            return false;

        if (EnsureValueFits(found, body) is > 0 and var growth)
            EnsureTotalFits(key, growth + Entries().Sum(StateJson.SizeOf));

        if (body.IsReplaced)
            WriterLog.StateReplaced(Logger, key, Scope, owner: null);
        _version = _version.Next;
        Newest[key] = StateJson.ToChange(body, _version);
        return true;
    }

    private IEnumerable<StateEntry> Entries() => Newest.Values.Select(change => change.Present).OfType<StateEntry>();

    private T UnderGate<T>(Func<T> act)
    {
        lock (_gate)
            return act();
    }
}
