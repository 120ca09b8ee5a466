namespace Colloquy;

/// <summary>What a run handed out, to a tool for example, works until the run has ended, or no longer waits for whom it was handed to.</summary>
internal sealed class RunFence(SessionKey key, RunFence? outer = null)
{
    private volatile bool _isClosed;

    public bool IsClosed => _isClosed || outer is { IsClosed: true };

    public void Close() => _isClosed = true;

    public RunFence Within() => new(key, this);

    /// <exception cref="InvalidOperationException">It no longer works.</exception>
    public void ThrowIfClosed()
    {
        if (IsClosed)
            throw new InvalidOperationException($"The run on session {key} that this came from has ended, or no longer waits for this call: nothing was written. Await what you start in a tool or a provider, and look at the cancellation token. What comes later is written by a handle of the session, which store.OpenAsync returns.");
    }
}

/// <summary>State that a run handed out: it is looked at again when a write is made, so that none is taken that no commit would hold.</summary>
internal sealed class FencedStateStore(StateStore area, RunFence fence) : StateStore(area.Scope, area.Options)
{
    public override ValueTask<StateEntry?> ReadAsync(string key, CancellationToken cancellationToken) =>
        WithinAsync(() => area.ReadAsync(key, cancellationToken));

    public override ValueTask<IReadOnlyList<StateEntry>> ReadAllAsync(CancellationToken cancellationToken) =>
        WithinAsync(() => area.ReadAllAsync(cancellationToken));

    public override ValueTask<IReadOnlyList<StateEntry>> ReadChangesAsync(StateVersion since, CancellationToken cancellationToken) =>
        WithinAsync(() => area.ReadChangesAsync(since, cancellationToken));

    public override ValueTask<bool> WriteAsync(string key, Func<StateEntry?, StateBody?> change, CancellationToken cancellationToken) => WithinAsync(() => area.WriteAsync(
        key,
        found =>
        {
            fence.ThrowIfClosed();
            return change(found);
        },
        cancellationToken));

    private async ValueTask<T> WithinAsync<T>(Func<ValueTask<T>> call)
    {
        fence.ThrowIfClosed();
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (ObjectDisposedException) when (fence.IsClosed)
        {
            fence.ThrowIfClosed();
            throw;
        }
    }
}
