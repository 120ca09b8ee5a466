using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Colloquy.Hosting;

/// <summary>Watches the calls of one store that wait for a person. It looks at a session when its own process or the store's signal reports a change, and lists all that wait at an interval.</summary>
internal sealed class ApprovalWatch(ISessionStore store, ISessionDirectory directory, StoreRegistration registration, TurnResumer? resumer, Action<ApprovalNotification> tell, TimeSpan interval, TimeProvider time, ILogger logger)
{
    private readonly Channel<SessionKey> _changed = Channel.CreateUnbounded<SessionKey>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<SessionKey, WatchedSession> _sessions = [];
    private readonly IChangeSignal? _signal = store.GetService<IChangeSignal>();
    private bool _hasLooked;

    /// <summary>Requests a look at a session, and returns at once.</summary>
    public void Wake(SessionKey session) => _changed.Writer.TryWrite(session);

    /// <summary>Watches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var next = time.GetTimestamp();
            while (true)
            {
                if (time.GetElapsedTime(next) >= TimeSpan.Zero)
                {
                    await LookAsync(cancellationToken).ConfigureAwait(false);
                    next = time.GetTimestamp() + (long)(interval.TotalSeconds * time.TimestampFrequency);
                }

                await WaitAsync(time.GetElapsedTime(time.GetTimestamp(), next), cancellationToken).ConfigureAwait(false);
                while (_changed.Reader.TryRead(out var key))
                    await LookAsync(key, record: null, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            foreach (var session in _sessions.Values)
                await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a change, for the next look, or until a call expires.</summary>
    private async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var wait = _sessions.Values.Min(session => session.NextExpiry) is { } expiry && expiry - now < most ? expiry - now : most;
        if (wait <= TimeSpan.Zero)
            wait = TimeSpan.Zero;

        using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changed = _changed.Reader.WaitToReadAsync(waited.Token).AsTask();
        await Task.WhenAny(changed, Task.Delay(wait, time, waited.Token)).ConfigureAwait(false);
        await waited.CancelAsync().ConfigureAwait(false);
        await ((Task)changed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();

        now = time.GetUtcNow();
        foreach (var (key, session) in _sessions)
        {
            if (session.NextExpiry <= now)
                Wake(key);
        }
    }

    /// <summary>Lists the sessions that wait, and looks at those that have changed and at those that are no longer listed.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            HashSet<SessionKey> gone = [.. _sessions.Keys];
            var query = new SessionQuery { Activity = SessionActivity.Waiting, Limit = 200 };
            await foreach (var record in directory.ListAllSessionsAsync(SessionSelection.All, query, logger: logger, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                gone.Remove(record.Key);
                await LookAsync(record.Key, record, cancellationToken, isFirst: !_hasLooked).ConfigureAwait(false);
            }

            foreach (var key in gone)
                await LookAsync(key, record: null, cancellationToken).ConfigureAwait(false);
            _hasLooked = true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            TurnLog.WatchFailed(logger, e, registration.ToString(), interval);
        }
    }

    /// <summary>Looks at a session, when it has changed since the last look or a call of it has expired.</summary>
    private async Task LookAsync(SessionKey key, SessionRecord? record, CancellationToken cancellationToken, bool isFirst = false)
    {
        var known = _sessions.GetValueOrDefault(key);
        try
        {
            if (record is not null && known?.MayHaveChanged(record.Tip, time.GetUtcNow()) == false)
                return;

            var session = await store.FindAsync(key, new OpenSessionOptions { TimeProvider = time }, cancellationToken).ConfigureAwait(false);

            // What an agent asks that is a tool is listed by the session that it works for.
            if (session is null || session.Record.Details.Metadata.ContainsKey(Agent.ParentMetadataKey))
                await LeaveAsync(key, known).ConfigureAwait(false);
            else
                await CompareAsync(session, known, isFirst, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            TurnLog.SessionNotRead(logger, e, key);
            known?.IsUnread = true;
        }
    }

    private async Task CompareAsync(Session session, WatchedSession? known, bool isFirst, CancellationToken cancellationToken)
    {
        if (known is null && session.Record.WaitingBranches == 0)
            return;

        if (known is null)
            _sessions.Add(session.Key, known = new WatchedSession(session.Key));
        var (tip, waiting) = (session.Record.Tip, await session.Approvals.ListAllAsync(cancellationToken).ConfigureAwait(false));
        foreach (var gone in known.Waiting.Values.ExceptBy(waiting.Select(approval => approval.Id), approval => approval.Id).ToList())
        {
            known.Waiting.Remove(gone.Id);
            await TellGoneAsync(session, gone, cancellationToken).ConfigureAwait(false);
        }

        foreach (var approval in waiting)
        {
            if (known.Waiting.TryAdd(approval.Id, approval))
                tell(new ApprovalNotification { Kind = ApprovalNotificationKind.Requested, Approval = approval, Session = session.Key, Store = registration.Name, WaitedAtStart = isFirst });
        }

        (known.Tip, known.IsUnread) = (tip, false);
        if (_signal is not null)
            await known.ListenAsync(_signal, _ => Wake(session.Key), cancellationToken).ConfigureAwait(false);
        known.HasExpired = resumer is not null && (await ApprovalFinder.ListExpiredAsync(session.Log, cancellationToken).ConfigureAwait(false)).Count > 0;
        if (known.HasExpired)
            _ = resumer!.BeginExpiredAsync(session.Record, cancellationToken);
        if (waiting.Count == 0 && session.Record.WaitingBranches == 0)
            await LeaveAsync(session.Key, known).ConfigureAwait(false);
    }

    /// <summary>Notifies of the outcome of a call that no longer waits.</summary>
    private async Task TellGoneAsync(Session session, Approval approval, CancellationToken cancellationToken)
    {
        var answer = await ApprovalFinder.FindAnswerAsync(session.Log, approval, cancellationToken).ConfigureAwait(false);
        tell(new ApprovalNotification
        {
            Kind = answer?.Answer switch
            {
                { Expired: true } => ApprovalNotificationKind.Expired,
                { Decision: not ApprovalDecision.Withdrawn } => ApprovalNotificationKind.Answered,
                null when approval.ExpiresAt <= time.GetUtcNow() => ApprovalNotificationKind.Expired,
                _ => ApprovalNotificationKind.Withdrawn,
            },
            Approval = approval,
            Session = session.Key,
            Store = registration.Name,
            Decision = answer?.Answer.Decision,
            By = answer?.Answer.By,
            Reason = answer?.Answer.Reason,
        });
    }

    /// <summary>Watches a session no more; what waited on it, if it did, is gone.</summary>
    private async Task LeaveAsync(SessionKey key, WatchedSession? known)
    {
        if (known is null || !_sessions.Remove(key))
            return;

        await known.DisposeAsync().ConfigureAwait(false);
        foreach (var approval in known.Waiting.Values)
            tell(new ApprovalNotification { Kind = ApprovalNotificationKind.Withdrawn, Approval = approval, Session = key, Store = registration.Name });
    }
}
