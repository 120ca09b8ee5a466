namespace Colloquy;

/// <summary>The session's state within a run: what was committed before it, under what the run has written. Journalled with the steps.</summary>
internal sealed class RunState(SessionLog log, Position head) : SessionState, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SortedDictionary<string, StateEntry?> _written = new(StringComparer.Ordinal);
    private readonly List<StateBody> _pending = [];
    private long _provisional = long.MaxValue;

    /// <summary>Takes what was written since the last step; called under the journal's lock.</summary>
    public async ValueTask AppendToAsync(EntryWriter writer, Position turn, string author)
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            foreach (var body in _pending)
            {
                var position = writer.Append(body, turn, author).Position;
                _written[body.Key] = body.Removed ? null : StateJson.ToEntry(body, position);
            }

            _pending.Clear();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    internal override async ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await FindUnderGateAsync(key, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    internal override async ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var before = await LogState.ReadAllAsync(log, head, cancellationToken).ConfigureAwait(false);
            return [.. before.Where(entry => !_written.ContainsKey(entry.Key)).Concat(_written.Values.OfType<StateEntry>()).OrderBy(entry => entry.Key, StringComparer.Ordinal)];
        }
        finally
        {
            _gate.Release();
        }
    }

    internal override async ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (change(await FindUnderGateAsync(key, cancellationToken).ConfigureAwait(false)) is not { } body)
                return false;

            _pending.Add(body);
            _written[key] = body.Removed ? null : StateJson.ToEntry(body, new Position(_provisional--));
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<StateEntry?> FindUnderGateAsync(string key, CancellationToken cancellationToken)
    {
        if (_written.TryGetValue(key, out var written))
            return written;

        var entries = await log.Store.ReadStateAsync(log.Key, head, key, cancellationToken).ConfigureAwait(false);
        return entries.Count == 0 ? null : StateJson.Read(entries[0], log.Key);
    }
}
