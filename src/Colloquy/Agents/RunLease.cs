namespace Colloquy;

/// <summary>The right to run a turn, held for one run: acquired by policy, renewed while it runs, and given back.</summary>
internal sealed class RunLease : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(10);

    private readonly SessionLog _log;
    private readonly TimeSpan _duration;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private DateTimeOffset _renewAt;
    private DateTimeOffset _until;
    private Task _beating = Task.CompletedTask;
    private HeldLease? _held;
    private bool _released;

    private RunLease(SessionLog log, LeaseToken token, TimeSpan duration, bool interruptedAnother)
    {
        _log = log;
        _duration = duration;
        Token = token;
        InterruptedAnother = interruptedAnother;
        _renewAt = log.Time.GetUtcNow() + (duration / 3);
        _until = log.Time.GetUtcNow() + duration;
        _timer = log.Time.CreateTimer(static lease => ((RunLease)lease!).OnBeat(), this, Beat, Beat);
    }

    /// <summary>The fencing token.</summary>
    public LeaseToken Token { get; }

    /// <summary>Whether the run asked another to stop.</summary>
    public bool InterruptedAnother { get; }

    /// <summary>Whether another run asked this one to stop.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>What ended the lease from outside; null while it is held.</summary>
    public Exception? Lost { get; private set; }

    /// <summary>Cancelled when the run must stop: interrupted, or its lease lost.</summary>
    public CancellationToken Stop => _stop.Token;

    public static async ValueTask<RunLease> AcquireAsync(SessionLog log, string owner, BusyPolicy policy, TimeSpan duration, CancellationToken cancellationToken)
    {
        await HeldLease.ThrowIfHeldAsync(log, cancellationToken).ConfigureAwait(false);
        var place = policy switch
        {
            BusyPolicy.Reject => LeasePlace.None,
            BusyPolicy.Enqueue => LeasePlace.Back,
            _ => LeasePlace.Front,
        };
        var interrupts = place == LeasePlace.Front;
        long? ticket = null;
        var wait = FirstWait;
        try
        {
            while (true)
            {
                var request = new LeaseRequest.Acquire(owner, duration, place, ticket, interrupts);
                switch (await log.Store.LeaseAsync(log.Key, request, cancellationToken).ConfigureAwait(false))
                {
                    case LeaseAnswer.Granted granted:
                        return new RunLease(log, granted.Token, duration, interruptedAnother: interrupts && ticket is not null);
                    case LeaseAnswer.Queued queued:
                        ticket = queued.Ticket;
                        break;
                    case LeaseAnswer.Refused refused:
                        throw new SessionBusyException(log.Key, refused.Until);
                }

                wait = await WaitAsync(log, duration, wait, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception) when (ticket is not null)
        {
            await log.Store.LeaseAsync(log.Key, new LeaseRequest.Withdraw(ticket.Value), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Notes in the flow of the caller that it holds the lease: who needs it there would wait for himself.</summary>
    public void Enter() => _held = HeldLease.Enter(_log);

    /// <summary>Tells that the run's last commit gave the lease back.</summary>
    public void WasReleased()
    {
        _released = true;
        _held?.End();
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        _stop.Dispose();
        if (!_released && Lost is null)
            await _log.Store.LeaseAsync(_log.Key, new LeaseRequest.Release(Token), CancellationToken.None).ConfigureAwait(false);
        _held?.End();
    }

    /// <summary>Waits until the lease looks free, or the ticket wants renewing, by looking at the record, which writes nothing.</summary>
    /// <returns>How long to wait the next time: ever longer, up to a beat.</returns>
    private static async ValueTask<TimeSpan> WaitAsync(SessionLog log, TimeSpan duration, TimeSpan wait, CancellationToken cancellationToken)
    {
        var renewAt = log.Time.GetUtcNow() + (duration / 3);
        while (true)
        {
            await Task.Delay(wait, log.Time, cancellationToken).ConfigureAwait(false);
            wait = wait < Beat ? wait * 2 : Beat;
            var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (record.LeasedUntil is null || log.Time.GetUtcNow() >= renewAt)
                return wait;
        }
    }

    private void OnBeat()
    {
        if (_beating.IsCompleted && Lost is null && !IsInterrupted)
            _beating = BeatAsync();
    }

    /// <summary>Renews the lease in good time, and looks more often for a request to stop. Once stopped, it is renewed no more.</summary>
    private async Task BeatAsync()
    {
        try
        {
            if (_log.Time.GetUtcNow() >= _renewAt)
            {
                var answer = await _log.Store.LeaseAsync(_log.Key, new LeaseRequest.Renew(Token, _duration), CancellationToken.None).ConfigureAwait(false);
                _renewAt = _log.Time.GetUtcNow() + (_duration / 3);
                if (answer is LeaseAnswer.Granted granted)
                    _until = granted.Until;
                else
                    Lost = new LeaseLostException(_log.Key, Token, Token);
            }

            IsInterrupted = await _log.Store.GetAsync(_log.Key, CancellationToken.None).ConfigureAwait(false) is { InterruptRequested: true };
        }
        catch (Exception e)
        {
            // Tried again at the next beat, for as long as the lease lives.
            if (e is not StoreBusyException)
                AgentLog.LeaseBeatFailed(_log.Logger, e, _log.Key, _until);
            if (_log.Time.GetUtcNow() >= _until)
                Lost = e;
        }

        if (Lost is not null || IsInterrupted)
            await _stop.CancelAsync().ConfigureAwait(false);
    }
}
