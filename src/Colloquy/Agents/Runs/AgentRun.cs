using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>One run of an agent on a session: takes the lease, begins or resumes the turn, runs it, and ends it, however it ends.</summary>
internal sealed class AgentRun(Agent agent, Session session, RunOptions options, Action<AgentUpdate>? onUpdate)
{
    private readonly SessionLog _log = session.Log;
    private readonly RunLimits _limits = options.Limits ?? agent.OwnLimits;
    private readonly UsageGuard _guard = new(session.Log, options.UsageLimits ?? agent.UsageLimits, agent.Prices);
    private readonly Patience _patience = new((options.Limits ?? agent.OwnLimits).Grace, session.Log.Time, session.Log.Logger, session.Log.Key);

    /// <summary>Runs a turn with an input; with answers to approvals as its input, goes on with the turn that waits for them.</summary>
    public Task<AgentAnswer> RunAsync(IReadOnlyList<ChatMessage> input, CancellationToken cancellationToken) =>
        (agent.Middleware.Count > 0 || agent.Observer is not null || ApprovalResponses.AreIn(input) ? ObserveAsync(input, cancellationToken) : ExecuteAsync(new TurnRequest.Input(input), cancellationToken))!;

    /// <summary>Goes back before a turn and runs one in its place, in one commit with the turn's beginning.</summary>
    public Task<AgentAnswer> ReplayAsync(TurnReplay replay, CancellationToken cancellationToken) => ObserveAsync(() => PassAsync(new TurnRequest.Replay(replay), cancellationToken))!;

    /// <summary>Goes on with the turn that waits, or that a crash left without an end; null when there is none.</summary>
    public Task<AgentAnswer?> ResumeAsync(CancellationToken cancellationToken) => ObserveAsync(() => PassAsync(TurnRequest.Resume.Instance, cancellationToken));

    /// <summary>Runs a turn with an input, and tells the observer of it. By itself, so that other runs make no closure.</summary>
    private Task<AgentAnswer?> ObserveAsync(IReadOnlyList<ChatMessage> input, CancellationToken cancellationToken) =>
        ApprovalResponses.AreIn(input) ? ObserveAsync(() => AnswerAsync(input, cancellationToken)!) : ObserveAsync(() => PassAsync(new TurnRequest.Input(input), cancellationToken));

    /// <summary>Tells the observer of the run.</summary>
    private async Task<AgentAnswer?> ObserveAsync(Func<Task<AgentAnswer?>> run)
    {
        AgentAnswer? answer = null;
        agent.Observer?.Began(session);
        try
        {
            return answer = await run().ConfigureAwait(false);
        }
        finally
        {
            agent.Observer?.Ended(session, answer);
        }
    }

    private async Task<AgentAnswer> AnswerAsync(IReadOnlyList<ChatMessage> input, CancellationToken cancellationToken)
    {
        ThrowIfStopping(agent.SuspendToken);
        await ApprovalResponses.AnswerAsync(_log, input, cancellationToken).ConfigureAwait(false);
        return (await PassAsync(TurnRequest.Resume.Instance, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Passes the run through the middleware, if there is any.</summary>
    private Task<AgentAnswer?> PassAsync(TurnRequest request, CancellationToken cancellationToken) => agent.Middleware.Count == 0
        ? ExecuteAsync(request, cancellationToken)
        : new RunPipeline(agent, session, options, _patience).RunAsync(
            (request as TurnRequest.Input)?.Messages ?? [],
            (input, stop) => ExecuteAsync(request is TurnRequest.Input ? new TurnRequest.Input(input) : request, stop),
            cancellationToken);

    /// <summary>Does what is asked, under the lease.</summary>
    private async Task<AgentAnswer?> ExecuteAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        using var span = RunSpans.StartRun(agent.Name, _log.Key);
        using var either = LinkSuspendTokens();
        var suspend = either?.Token ?? (agent.SuspendToken.CanBeCanceled ? agent.SuspendToken : options.Caller?.SuspendToken ?? default);
        try
        {
            UsageGuard.EnsureFit(_log.Key, options.UsageLimits ?? agent.UsageLimits);
            var asked = Stopwatch.GetTimestamp();
            await using var lease = suspend.CanBeCanceled
                ? await AcquireAsync(suspend, cancellationToken).ConfigureAwait(false)
                : await RunLease.AcquireAsync(_log, agent.Name, options.WhenBusy, options.LeaseDuration, cancellationToken).ConfigureAwait(false);
            ThrowIfStopping(suspend);
            lease.Enter();
            RunMetrics.Waited(_log.Key, Stopwatch.GetElapsedTime(asked));
            using var opening = await TurnOpening.CreateAsync(_log, lease, SettingsOf(request), cancellationToken).ConfigureAwait(false);
            using var cancellation = new RunCancellation(lease, _limits.Time, _log.Time, cancellationToken, suspend);
            if (options.WhenBusy == BusyPolicy.Rollback && lease.InterruptedAnother)
                await opening.RollBackInterruptedAsync(cancellationToken).ConfigureAwait(false);

            var begin = request switch
            {
                TurnRequest.Input input => await new NewTurns(agent, options, _log, opening).BeginAsync(input.Messages, tells: null, cancellationToken).ConfigureAwait(false),
                TurnRequest.Replay replay => await new NewTurns(agent, options, _log, opening).ReplayAsync(replay.Turn, cancellationToken).ConfigureAwait(false),
                _ => await new ResumedTurns(agent, options, _log, opening).ResumeAsync(cancellationToken).ConfigureAwait(false),
            };
            return begin switch
            {
                TurnBegin.Begun begun => await RunTurnAsync(begun, cancellation, span).ConfigureAwait(false),
                TurnBegin.Waiting waiting => End(span, waiting.Answer),
                _ => null,
            };
        }
        catch (Exception e)
        {
            RunSpans.Fail(span, e);
            if (e is ObjectDisposedException disposed && await StoreException.IsDisposedAsync(_log.Store, _log.Key).ConfigureAwait(false))
                throw StoreException.Disposed(_log.Key, disposed);
            throw;
        }
    }

    /// <summary>Runs a turn that has begun, and ends it.</summary>
    private async Task<AgentAnswer> RunTurnAsync(TurnBegin.Begun begun, RunCancellation cancellation, Activity? span)
    {
        await using var transaction = begun.Transaction;
        RunMetrics.Began(_log.Key);
        RunSpans.Began(span, transaction.Number);
        try
        {
            await using var context = new TurnContext(session, options, _limits, _guard, _patience, agent.IncludeDetailedErrors, transaction, begun.State, onUpdate, cancellation);
            var end = await RunToEndAsync(begun.Agent, context).ConfigureAwait(false);
            var approvals = end.Status == TurnStatus.Waiting ? await ApprovalOperations.DescribeAsync(_log, begun.State.Asked, transaction.TurnStart, transaction.Branch, CancellationToken.None).ConfigureAwait(false) : [];
            foreach (var approval in approvals)
                onUpdate?.Invoke(new ApprovalRequestedUpdate(approval));
            var answer = begun.State.ToAnswer(transaction, end.Status, approvals);
            if (_guard.Refusal is { } refusal)
                throw new TurnLimitException(_log.Key, refusal, answer);
            return end.Limit is { } limit ? throw new TurnLimitException(_log.IsEphemeral ? null : _log.Key, limit, Bound(limit), answer) : End(span, answer);
        }
        finally
        {
            RunMetrics.Ended(_log.Key);
        }
    }

    /// <summary>Runs the steps of a turn, and records how it ended.</summary>
    private async Task<TurnEndBody> RunToEndAsync(ActiveAgent active, TurnContext turn)
    {
        try
        {
            var end = await new TurnLoop(active, turn).RunAsync().ConfigureAwait(false);
            await turn.Transaction.EndAsync(end, end.Status != TurnStatus.Waiting || turn.State.Asked.IsFor(turn.Transaction.Branch)).ConfigureAwait(false);
            return end;
        }
        catch (Exception e)
        {
            if (turn.Cancellation.Lease.Lost is { } lost)
                throw lost;
            if (turn.IsSuspended(e))
            {
                if (!await TrySuspendAsync(turn.Transaction).ConfigureAwait(false))
                    throw;
                throw TurnInterruptedException.Suspended(_log.Key, turn.Transaction.Number, !_log.IsEphemeral, e);
            }

            var end = turn.Cancellation.Explain(e, turn.State.ClientFailure == e, agent.IncludeDetailedErrors);
            if (!await TryEndAsync(turn.Transaction, end).ConfigureAwait(false) || end.Status is TurnStatus.Failed or TurnStatus.Cancelled)
                throw;
            return end.Status == TurnStatus.Interrupted ? throw new TurnInterruptedException(_log.Key, turn.Transaction.Number) : end;
        }
    }

    /// <summary>Leaves a turn for another process. When that cannot be written, the turn is found interrupted once the lease has expired.</summary>
    private async ValueTask<bool> TrySuspendAsync(TurnTransaction transaction)
    {
        try
        {
            await transaction.SuspendAsync().ConfigureAwait(false);
            AgentLog.Suspended(_log.Logger, transaction.Number, _log.Key);
            return true;
        }
        catch (Exception e)
        {
            AgentLog.EndNotRecorded(_log.Logger, e, _log.Key, transaction.Number);
            return false;
        }
    }

    /// <summary>Links the tokens of two agents of which one works for the other; null when one token is enough.</summary>
    private CancellationTokenSource? LinkSuspendTokens() => options.Caller is { SuspendToken: { CanBeCanceled: true } callers } && agent.SuspendToken is { CanBeCanceled: true } own && own != callers
        ? CancellationTokenSource.CreateLinkedTokenSource(own, callers)
        : null;

    /// <summary>Takes the lease, unless the process stops meanwhile.</summary>
    private async ValueTask<RunLease> AcquireAsync(CancellationToken suspend, CancellationToken cancellationToken)
    {
        ThrowIfStopping(suspend);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(suspend, cancellationToken);
        try
        {
            return await RunLease.AcquireAsync(_log, agent.Name, options.WhenBusy, options.LeaseDuration, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (suspend.IsCancellationRequested)
        {
            throw TurnInterruptedException.Refused(_log.Key);
        }
    }

    private void ThrowIfStopping(CancellationToken suspend)
    {
        if (suspend.IsCancellationRequested)
            throw TurnInterruptedException.Refused(_log.Key);
    }

    /// <summary>Records how a turn ended that an exception ended. When that fails too, the turn is left to be found interrupted.</summary>
    private async ValueTask<bool> TryEndAsync(TurnTransaction transaction, TurnEndBody end)
    {
        try
        {
            await transaction.EndAsync(end).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            AgentLog.EndNotRecorded(_log.Logger, e, _log.Key, transaction.Number);
            return false;
        }
    }

    /// <summary>Returns how the turn is written. A resumed one goes on by steps: were it to die again, nobody could tell which of its calls may have run.</summary>
    private TransactionSettings SettingsOf(TurnRequest request) =>
        new(request is TurnRequest.Resume ? Durability.Step : options.Durability ?? agent.Durability, _limits.ResultCharacters, options.Caller?.Temp);

    private string Bound(RunLimit limit) => limit switch
    {
        RunLimit.Steps => $"{_limits.Steps} model calls",
        RunLimit.Time => $"{_limits.Time}",
        _ => $"{_limits.Tokens} tokens",
    };

    private static AgentAnswer End(Activity? span, AgentAnswer answer)
    {
        RunSpans.End(span, answer);
        return answer;
    }
}
