namespace Colloquy;

/// <summary>The session's own state within a run: what was committed before it, under what the run has written. Written with the steps.</summary>
internal sealed class RunState(SessionLog log, Position head) : StateStore(Scope.Session, log.StateOptions), IDisposable
{
    /// <summary>Until it is committed, a write has a version above all positions.</summary>
    private const long FirstProvisional = 1L << 62;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SortedDictionary<string, StateEntry> _written = new(Utf8Order.Instance);
    private readonly List<StateBody> _pending = [];
    private StateVersion _provisional = new(FirstProvisional);
    private long? _bytes;

    protected override SessionKey? Session => log.Key;

    /// <summary>Takes what was written since the last step; called under the transaction's gate.</summary>
    public async ValueTask AppendToAsync(EntryWriter writer, Position turn, string author)
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            foreach (var body in _pending)
                _written[body.Key] = StateJson.ToChange(body, new StateVersion(writer.Append(body, turn, author).Position.Value));

            _pending.Clear();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    public override ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken) =>
        UnderGateAsync(() => FindUnderGateAsync(key, cancellationToken), cancellationToken);

    public override ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken) =>
        UnderGateAsync(() => AllAsync(cancellationToken), cancellationToken);

    public override ValueTask<IReadOnlyList<StateEntry>> ReadChangesAsync(StateVersion since, CancellationToken cancellationToken) => UnderGateAsync<IReadOnlyList<StateEntry>>(
        async () =>
        {
            var before = await SessionStateStore.ReadChangesAsync(log, head, since, cancellationToken).ConfigureAwait(false);
            return [.. before.Where(change => !_written.ContainsKey(change.Key)).Concat(_written.Values.Where(change => change.Version > since)).OrderBy(change => change.Version)];
        },
        cancellationToken);

    public override ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken) => UnderGateAsync(
        async () =>
        {
            var found = await FindUnderGateAsync(key, cancellationToken).ConfigureAwait(false);
            if (change(found) is not { } body)
                return false;

            var growth = EnsureValueFits(found, body);
            if (growth > 0)
            {
                _bytes ??= (await AllAsync(cancellationToken).ConfigureAwait(false)).Sum(StateJson.SizeOf);
                EnsureTotalFits(key, _bytes.Value + growth);
            }

            _bytes += growth;
            _pending.Add(body);
            _written[key] = StateJson.ToChange(body, _provisional = _provisional.Next);
            return true;
        },
        cancellationToken);

    private async ValueTask<StateEntry?> FindUnderGateAsync(string key, CancellationToken cancellationToken) =>
        _written.TryGetValue(key, out var written) ? written.Present : await SessionStateStore.ReadAsync(log, head, key, cancellationToken).ConfigureAwait(false);

    private async ValueTask<IReadOnlyList<StateEntry>> AllAsync(CancellationToken cancellationToken)
    {
        var before = await SessionStateStore.ReadAllAsync(log, head, cancellationToken).ConfigureAwait(false);
        return [.. before.Where(entry => !_written.ContainsKey(entry.Key)).Concat(_written.Values.Select(change => change.Present).OfType<StateEntry>()).OrderBy(entry => entry.Key, Utf8Order.Instance)];
    }

    private async ValueTask<T> UnderGateAsync<T>(Func<ValueTask<T>> act, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await act().ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }
}
