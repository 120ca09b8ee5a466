namespace Colloquy;

/// <summary>The right to run a turn, held for one run: acquired by policy, renewed while it runs, and given back.</summary>
internal sealed class RunLease : IAsyncDisposable
{
    private readonly SessionLog _log;
    private readonly TimeSpan _duration;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private DateTimeOffset _renewed;
    private long _renewedStamp;
    private Task _beating = Task.CompletedTask;
    private HeldLease? _held;
    private bool _isFailing;
    private bool _released;

    private RunLease(SessionLog log, LeaseToken token, TimeSpan duration, bool interruptedAnother)
    {
        _log = log;
        _duration = duration;
        Token = token;
        InterruptedAnother = interruptedAnother;
        Renewed(log.Time.GetUtcNow(), log.Time.GetTimestamp());
        _timer = log.Time.CreateTimer(static lease => ((RunLease)lease!).OnBeat(), this, RunQueue.Beat, RunQueue.Beat);
    }

    /// <summary>The fencing token.</summary>
    public LeaseToken Token { get; }

    /// <summary>Whether the run asked the turn of another to stop.</summary>
    public bool InterruptedAnother { get; }

    /// <summary>Whether another run asked this one to stop.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>What ended the lease from outside; null while it is held.</summary>
    public Exception? Lost { get; private set; }

    /// <summary>Cancelled when the run must stop: interrupted, or its lease lost.</summary>
    public CancellationToken Stop => _stop.Token;

    private DateTimeOffset Until => _renewed + _duration;

    public static async ValueTask<RunLease> AcquireAsync(SessionLog log, string owner, BusyPolicy policy, TimeSpan duration, CancellationToken cancellationToken, LeasePurpose purpose = default)
    {
        await HeldLease.ThrowIfHeldAsync(log, cancellationToken).ConfigureAwait(false);
        var place = policy switch
        {
            BusyPolicy.Reject => LeasePlace.None,
            BusyPolicy.Enqueue => LeasePlace.Back,
            _ => LeasePlace.Front,
        };
        var queue = new RunQueue(log, LeaseRequest.Acquire(owner, duration, place, interrupts: place == LeasePlace.Front, purpose: purpose));
        var token = await queue.AcquireAsync(cancellationToken).ConfigureAwait(false);
        return new RunLease(log, token, duration, queue.InterruptedAnother);
    }

    /// <summary>Notes in the flow of the caller that it holds the lease: who needs it there would wait for himself.</summary>
    public void Enter() => _held = HeldLease.Enter(_log);

    /// <summary>Tells that the run's last commit gave the lease back.</summary>
    public void WasReleased()
    {
        _released = true;
        _held?.End();
    }

    /// <summary>Gives the lease back. When the store cannot be written to, that is no reason for the run to fail, which has its own: it is tried again beside it, until the lease ends by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _beating.ConfigureAwait(false);
        _stop.Dispose();
        _held?.End();
        if (_released || Lost is not null)
            return;

        // With the store goes the way to give it back: the run tells what happened, and the lease ends by its time.
        if (await TryReleaseAsync().ConfigureAwait(false) is { } failure and not ObjectDisposedException)
        {
            LeaseLog.NotReleased(_log.Logger, failure, _log.Key, Until);
            _ = ReleaseLaterAsync();
        }
    }

    /// <summary>Gives the lease back; returns why it could not be.</summary>
    private async ValueTask<Exception?> TryReleaseAsync()
    {
        try
        {
            await _log.Store.LeaseAsync(_log.Key, LeaseRequest.Release(Token), CancellationToken.None).ConfigureAwait(false);
            WasReleased();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private async Task ReleaseLaterAsync()
    {
        Exception? failure;
        do
        {
            await Task.Delay(RunQueue.Beat, _log.Time).ConfigureAwait(false);
            failure = HasEnded ? null : await TryReleaseAsync().ConfigureAwait(false);
        }
        while (failure is not (null or ObjectDisposedException or SessionNotFoundException));
    }

    private void Renewed(DateTimeOffset at, long stamp) => (_renewed, _renewedStamp) = (at, stamp);

    /// <summary>Whether it is time to renew the lease: in good time, or because the clock was set back, by which the store counts.</summary>
    private bool IsDue => _log.Time.GetUtcNow() is var now && (now < _renewed || now - _renewed >= _duration / 3);

    /// <summary>Whether the lease has ended, not having been renewed: by the clock, or by the time that has passed.</summary>
    private bool HasEnded => _log.Time.GetUtcNow() >= Until || _log.Time.GetElapsedTime(_renewedStamp) >= _duration;

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
            if (IsDue)
            {
                var (at, stamp) = (_log.Time.GetUtcNow(), _log.Time.GetTimestamp());
                if (await _log.Store.LeaseAsync(_log.Key, LeaseRequest.Renew(Token, _duration), CancellationToken.None).ConfigureAwait(false) is { Outcome: LeaseOutcome.Granted })
                    Renewed(at, stamp);
                else
                    Lost = LeaseLostException.Gone(_log.Key, Token);
            }

            IsInterrupted = await _log.Store.GetAsync(_log.Key, CancellationToken.None).ConfigureAwait(false) is { InterruptRequested: true };
            _isFailing = false;
        }
        catch (ObjectDisposedException e)
        {
            Lost = StoreException.Disposed(_log.Key, e);
        }
        catch (Exception e)
        {
            // Tried again at the next beat, for as long as the lease lives.
            if (e is not StoreException { Failure: StoreFailure.Busy } && !_isFailing)
                LeaseLog.BeatFailed(_log.Logger, e, _log.Key, Until);
            _isFailing |= e is not StoreException { Failure: StoreFailure.Busy };
            if (HasEnded)
                Lost = LeaseLostException.Expired(_log.Key, Token, e);
        }

        if (Lost is not null || IsInterrupted)
            await _stop.CancelAsync().ConfigureAwait(false);
    }
}
