namespace Colloquy;

/// <summary>Waits for changes of a session: as the store signals them, and now and then in any case, since not every store hears of other processes.</summary>
internal sealed class ChangeListener : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private IAsyncDisposable? _subscription;
    private TaskCompletionSource<SessionChanges> _next = Create();

    private ChangeListener()
    {
    }

    public static async ValueTask<ChangeListener> ListenAsync(ISessionStore store, SessionKey key, CancellationToken cancellationToken)
    {
        var listener = new ChangeListener();
        if (store.GetService<IChangeSignal>() is { } signal)
            listener._subscription = await signal.ListenAsync(key, listener.Notice, cancellationToken).ConfigureAwait(false);
        return listener;
    }

    /// <summary>Returns a task that completes at the next change. Called before a look at the session, so that no change is missed.</summary>
    public Task<SessionChanges> NextAsync()
    {
        lock (_gate)
            return _next.Task;
    }

    /// <summary>Waits for a change, for a time at most.</summary>
    /// <param name="next">What <see cref="NextAsync"/> returned before the look.</param>
    /// <param name="wait">The longest wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What changed; nothing when the time has passed.</returns>
    public static async ValueTask<SessionChanges> WaitAsync(Task<SessionChanges> next, TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(next, Task.Delay(wait, time, waiting.Token)).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return next.IsCompletedSuccessfully ? next.Result : SessionChanges.None;
    }

    public ValueTask DisposeAsync() => _subscription?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Notice(SessionChanges changes)
    {
        TaskCompletionSource<SessionChanges> waiting;
        lock (_gate)
            (waiting, _next) = (_next, Create());
        waiting.SetResult(changes);
    }

    private static TaskCompletionSource<SessionChanges> Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
