namespace Colloquy;

/// <summary>Gets the lease of a session for a run, by policy.</summary>
/// <remarks>
/// Runs of one process wait for one another in a queue of their own, in the order in which they came. The first of it has a
/// ticket in the store's queue, where the processes take turns; so the lease's record does not grow with the runs that
/// wait. A release that the store signals wakes the first at once. What it does not signal is seen by looking at the record.
/// </remarks>
/// <param name="log">The session.</param>
/// <param name="request">What is asked.</param>
internal sealed class RunQueue(SessionLog log, LeaseRequest request)
{
    /// <summary>The longest interval between two checks.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(10);

    private long? _ticket;

    /// <summary>Whether the run asked the turn of another to stop.</summary>
    public bool InterruptedAnother { get; private set; }

    public async ValueTask<LeaseToken> AcquireAsync(CancellationToken cancellationToken)
    {
        if (request.Place == LeasePlace.None)
            return await AskAsync(cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException("A run that does not wait has a place in the queue.");

        var queues = request.Place == LeasePlace.Front ? log.Traffic.UrgentRuns : log.Traffic.Runs;
        var place = await queues.EnterAsync(log.Key, cancellationToken).ConfigureAwait(false);
        try
        {
            return await AskAsync(cancellationToken).ConfigureAwait(false) ?? await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (_ticket is not null)
        {
            await WithdrawAsync(_ticket.Value).ConfigureAwait(false);
            throw;
        }
        finally
        {
            place.Leave();
        }
    }

    /// <summary>Asks the store for the lease, or for the ticket to live on; null while others have it.</summary>
    private async ValueTask<LeaseToken?> AskAsync(CancellationToken cancellationToken)
    {
        switch (await log.Store.LeaseAsync(log.Key, _ticket is null ? request : request with { Ticket = _ticket }, cancellationToken).ConfigureAwait(false))
        {
            case { Outcome: LeaseOutcome.Granted, Token: { } token }:
                return token;
            case { Outcome: LeaseOutcome.Queued } queued:
                InterruptedAnother |= request.Interrupts && queued.Purpose == LeasePurpose.Turn;
                _ticket = queued.Ticket;
                return null;
            case { Outcome: LeaseOutcome.Refused } refused:
                throw new SessionBusyException(log.Key, refused.Until, refused.Purpose);
            case var other:
                throw new InvalidOperationException($"The store answers a request for the lease of session {log.Key} with {other}, which is no answer to it.");
        }
    }

    /// <summary>Waits until the lease is free and nobody is ahead. To look writes nothing.</summary>
    private async ValueTask<LeaseToken> WaitAsync(CancellationToken cancellationToken)
    {
        await using var changes = await ChangeListener.ListenAsync(log.Store, log.Key, cancellationToken).ConfigureAwait(false);
        var asked = log.Time.GetUtcNow();
        var isReleased = false;
        for (var wait = FirstWait; ; wait = isReleased ? FirstWait : wait < Beat ? wait * 2 : Beat)
        {
            // To be asked for before the look, so that no release is missed.
            var next = changes.NextAsync();
            if (isReleased || IsDue(asked) || (await log.RefreshAsync(cancellationToken).ConfigureAwait(false)).LeasedUntil is null)
            {
                if (await AskAsync(cancellationToken).ConfigureAwait(false) is { } granted)
                    return granted;
                asked = log.Time.GetUtcNow();
            }

            isReleased = (await ChangeListener.WaitAsync(next, wait, log.Time, cancellationToken).ConfigureAwait(false)).HasFlag(SessionChanges.Lease);
        }
    }

    /// <summary>Whether the ticket is to be renewed: in good time, and when the clock was set back.</summary>
    private bool IsDue(DateTimeOffset asked) => log.Time.GetUtcNow() is var now && (now < asked || now - asked >= request.Duration / 3);

    /// <summary>Gives the place up. When that fails the ticket dies by itself, and what ended the wait is what the caller learns.</summary>
    private async ValueTask WithdrawAsync(long ticket)
    {
        try
        {
            await log.Store.LeaseAsync(log.Key, LeaseRequest.Withdraw(ticket), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LeaseLog.TicketNotWithdrawn(log.Logger, e, log.Key);
        }
    }
}
