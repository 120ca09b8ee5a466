namespace Colloquy;

/// <summary>What may stop a run from outside: its caller, another run, its lease, its time limit, the end of its process.</summary>
internal sealed class RunCancellation : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _time;
    private readonly CancellationTokenSource? _any;

    public RunCancellation(RunLease lease, TimeSpan? limit, TimeProvider time, CancellationToken caller, CancellationToken suspend = default)
    {
        _caller = caller;
        _time = limit is { } longest ? new CancellationTokenSource(longest, time) : null;
        _any = _time is not null || caller.CanBeCanceled || suspend.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource([caller, lease.Stop, _time?.Token ?? default, suspend]) : null;
        Lease = lease;
        SuspendToken = suspend;
        Token = _any?.Token ?? lease.Stop;
    }

    public RunLease Lease { get; }

    public CancellationToken Token { get; }

    /// <summary>Is cancelled when the process stops, which counts before all other reasons.</summary>
    public CancellationToken SuspendToken { get; }

    /// <summary>Returns how a turn ends that an exception ends.</summary>
    /// <param name="e">The exception.</param>
    /// <param name="isClients">Whether the model's client threw it.</param>
    /// <param name="includeDetailedErrors">Whether the log keeps what exceptions of the application's code say.</param>
    public TurnEndBody Explain(Exception e, bool isClients, bool includeDetailedErrors)
    {
        if (!Token.IsCancellationRequested)
            return new TurnEndBody { Status = TurnStatus.Failed, ErrorType = e.GetType().FullName, ErrorMessage = ErrorText.ForLog(e, isClients, includeDetailedErrors) };
        if (Lease.IsInterrupted)
            return new TurnEndBody { Status = TurnStatus.Interrupted };
        if (!_caller.IsCancellationRequested && _time?.IsCancellationRequested == true)
            return new TurnEndBody { Status = TurnStatus.Limited, Limit = RunLimit.Time };

        return new TurnEndBody { Status = TurnStatus.Cancelled };
    }

    public void Dispose()
    {
        _any?.Dispose();
        _time?.Dispose();
    }
}
