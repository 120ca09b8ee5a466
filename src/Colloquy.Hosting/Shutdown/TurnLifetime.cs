namespace Colloquy.Hosting;

/// <summary>The runs of a container's agents: their number, an event for runs that end waiting for a person, and the token that suspends them.</summary>
internal sealed class TurnLifetime : IRunObserver, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _suspend = new();
    private TaskCompletionSource? _idle;
    private int _running;

    /// <summary>Is called with each session on which a run has ended waiting, on the thread of the run. It must return at once.</summary>
    public event Action<Session>? Waited;

    /// <summary>Gets the token of the agents: cancelled, runs leave their turns for another process, and none begins.</summary>
    public CancellationToken SuspendToken => _suspend.Token;

    /// <summary>Gets the number of runs.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
                return _running;
        }
    }

    /// <summary>Returns a task that ends when nothing runs.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
            return _running == 0 ? Task.CompletedTask : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Suspends all runs.</summary>
    public Task SuspendAsync() => _suspend.CancelAsync();

    /// <summary>Notes that something runs that the store must outlive.</summary>
    public void Began()
    {
        lock (_gate)
            _running++;
    }

    /// <summary>Notes that it has ended.</summary>
    public void Ended()
    {
        TaskCompletionSource? idle = null;
        lock (_gate)
        {
            if (--_running == 0)
                (idle, _idle) = (_idle, null);
        }

        idle?.SetResult();
    }

    /// <summary>Suspends the runs of a container that is disposed of without a host that stopped.</summary>
    public void Dispose() => _suspend.Cancel();

    void IRunObserver.Began(Session session) => Began();

    void IRunObserver.Ended(Session session, AgentAnswer? answer)
    {
        if (answer is { Status: TurnStatus.Waiting })
            Waited?.Invoke(session);
        Ended();
    }
}
