using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>One run of an agent on a session: takes the lease, begins or resumes the turn, and ends it, however it ends.</summary>
internal sealed class AgentRun(Agent agent, Session session, RunOptions options, Action<AgentUpdate>? onUpdate)
{
    private readonly SessionLog _log = session.Log;
    private readonly RunLimits _limits = options.Limits ?? agent.Limits;
    private ActiveAgent _member = new(agent, null);
    private readonly UsageGuard _guard = new(session.Log, options.UsageLimits ?? agent.UsageLimits, agent.Prices);

    private readonly Patience _patience = new((options.Limits ?? agent.Limits).Grace, session.Log.Time, session.Log.Logger, session.Log.Key);

    private Activity? _span;

    private Durability Durability => options.Durability ?? agent.Durability;

    /// <summary>Runs a turn with an input; with answers to approvals as its input, goes on with the turn that waits for them.</summary>
    public Task<AgentAnswer> RunAsync(IReadOnlyList<ChatMessage> input, CancellationToken cancellationToken) =>
        ApprovalResponses.AreIn(input) ? AnswerAsync(input, cancellationToken)
        : agent.Middleware.Count == 0 ? RunInnermostAsync(input, cancellationToken)
        : PassAsync(input, (request, stop) => RunInnermostAsync(request.Input, stop), cancellationToken);

    /// <summary>Goes back before a turn and runs one in its place, in one commit with the turn's beginning.</summary>
    public Task<AgentAnswer> RunAgainAsync(TurnReplay again, CancellationToken cancellationToken) => PassAsync(
        [],
        (_, stop) => ExecuteAsync(async (journal, stop) => await BeginAgainAsync(journal, again, stop).ConfigureAwait(false), Durability, stop)!,
        cancellationToken);

    /// <summary>Goes on with the turn that a crash left without an end; null when there is none.</summary>
    /// <remarks>It goes on by steps: were it to die again, nobody could tell which of its calls may have run.</remarks>
    public async Task<AgentAnswer?> ResumeAsync(CancellationToken cancellationToken)
    {
        if (agent.Middleware.Count == 0)
            return await ExecuteAsync(ContinueAsync, Durability.Step, cancellationToken).ConfigureAwait(false);

        try
        {
            return await PassAsync([], async (_, stop) => await ExecuteAsync(ContinueAsync, Durability.Step, stop).ConfigureAwait(false) ?? throw new NothingToResumeException(), cancellationToken).ConfigureAwait(false);
        }
        catch (NothingToResumeException)
        {
            return null;
        }
    }

    private async Task<AgentAnswer> AnswerAsync(IReadOnlyList<ChatMessage> input, CancellationToken cancellationToken)
    {
        await ApprovalResponses.AnswerAsync(_log, input, cancellationToken).ConfigureAwait(false);
        return (await ResumeAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Passes the run through the middleware.</summary>
    private async Task<AgentAnswer> PassAsync(IReadOnlyList<ChatMessage> input, RunHandler innermost, CancellationToken cancellationToken)
    {
        var request = new RunRequest { Agent = agent, Session = session, Input = input, Options = options };
        if (agent.Middleware.Count == 0)
            return await innermost(request, cancellationToken).ConfigureAwait(false);

        var fence = new RunFence(_log.Key);
        Task<AgentAnswer>? run = null;
        try
        {
            return await _patience.WaitAsync(
                $"The middleware of agent '{agent.Name}'",
                stop => new ValueTask<AgentAnswer>(MiddlewareChain.Around(agent.Middleware, Begin)(request, stop)),
                cancellationToken,
                within: () => Volatile.Read(ref run)).ConfigureAwait(false);
        }
        finally
        {
            fence.Close();
        }

        Task<AgentAnswer> Begin(RunRequest passed, CancellationToken stop)
        {
            fence.ThrowIfClosed();
            return run = RunAsync(passed, stop);
        }

        // Middleware may pass another token on: the caller's counts in any case.
        async Task<AgentAnswer> RunAsync(RunRequest passed, CancellationToken stop)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
            return await innermost(passed, either.Token).ConfigureAwait(false);
        }
    }

    private Task<AgentAnswer> RunInnermostAsync(IReadOnlyList<ChatMessage> input, CancellationToken cancellationToken) =>
        ExecuteAsync(async (journal, stop) => await BeginAsync(journal, input, stop).ConfigureAwait(false), Durability, cancellationToken)!;

    private async Task<AgentAnswer?> ExecuteAsync(Func<TurnTransaction, CancellationToken, ValueTask<TurnState?>> begin, Durability durability, CancellationToken cancellationToken)
    {
        try
        {
            return await (ColloquyTelemetry.Source.HasListeners() ? TraceAsync(begin, durability, cancellationToken) : ExecuteWithinAsync(begin, durability, cancellationToken)).ConfigureAwait(false);
        }
        catch (ObjectDisposedException e)
        {
            if (await StoreDisposedException.IsTrueOfAsync(_log.Store, _log.Key).ConfigureAwait(false))
                throw new StoreDisposedException(_log.Key, e);
            throw;
        }
    }

    private async Task<AgentAnswer?> TraceAsync(Func<TurnTransaction, CancellationToken, ValueTask<TurnState?>> begin, Durability durability, CancellationToken cancellationToken)
    {
        using var span = _span = RunSpans.StartRun(agent, _log.Key);
        try
        {
            var answer = await ExecuteWithinAsync(begin, durability, cancellationToken).ConfigureAwait(false);
            if (answer is not null)
                RunSpans.End(span, answer);
            return answer;
        }
        catch (Exception e)
        {
            RunSpans.Fail(span, e);
            throw;
        }
    }

    private async Task<AgentAnswer?> ExecuteWithinAsync(Func<TurnTransaction, CancellationToken, ValueTask<TurnState?>> begin, Durability durability, CancellationToken cancellationToken)
    {
        UsageGuard.EnsureFit(_log.Key, options.UsageLimits ?? agent.UsageLimits);
        var asked = Stopwatch.GetTimestamp();
        await using var lease = await RunLease.AcquireAsync(_log, agent.Name, options.WhenBusy, options.LeaseDuration, cancellationToken).ConfigureAwait(false);
        lease.Enter();
        RunMetrics.Waited(_log.Key, Stopwatch.GetElapsedTime(asked));
        var record = await _log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        SessionClosedException.ThrowIfClosed(record);

        await using var journal = new TurnTransaction(_log, record, lease, durability, agent.Name) { Patience = _patience, Errors = agent.ToolErrors, ResultCharacters = _limits.ResultCharacters, OuterTemp = options.Temp };
        using var stop = new RunCancellation(lease, _limits.Time, _log.Time, cancellationToken);
        if (options.WhenBusy == BusyPolicy.Rollback && lease.InterruptedAnother)
            await RollBackAsync(journal, cancellationToken).ConfigureAwait(false);

        var progress = await begin(journal, cancellationToken).ConfigureAwait(false);
        if (progress is null)
            return null;
        if (progress.Waiting is { } waiting)
            return progress.ToAnswer(journal, TurnStatus.Waiting, waiting);

        RunMetrics.Began(_log.Key);
        RunSpans.Began(_span, journal);
        try
        {
            return await FinishAsync(journal, progress, stop).ConfigureAwait(false);
        }
        finally
        {
            RunMetrics.Ended(_log.Key);
        }
    }

    private async Task<AgentAnswer> FinishAsync(TurnTransaction journal, TurnState progress, RunCancellation stop)
    {
        TurnEndBody end;
        try
        {
            end = await new TurnLoop(_member, new TurnContext(session, options, _limits, _guard, journal, progress, onUpdate, stop.Token)).RunAsync().ConfigureAwait(false);
            await journal.EndAsync(end).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (stop.Lease.Lost is { } lost)
                throw lost;

            end = stop.Explain(e, journal);
            if (!await TryEndAsync(journal, end).ConfigureAwait(false) || end.Status is TurnStatus.Failed or TurnStatus.Cancelled)
                throw;
            if (end.Status == TurnStatus.Interrupted)
                throw new TurnInterruptedException(_log.Key, journal.Number);
        }

        var approvals = end.Status == TurnStatus.Waiting ? await DescribeAsync(journal, progress, CancellationToken.None).ConfigureAwait(false) : [];
        foreach (var approval in approvals)
            onUpdate?.Invoke(new ApprovalRequestedUpdate(approval));
        var answer = progress.ToAnswer(journal, end.Status, approvals);
        if (_guard.Refusal is { } refusal)
            throw new UsageLimitException(_log.Key, refusal, answer);
        return end.Limit is { } limit ? throw new TurnLimitException(limit, Bound(limit), answer) : answer;
    }

    private async ValueTask<TurnState> BeginAsync(TurnTransaction journal, IReadOnlyList<ChatMessage> input, CancellationToken cancellationToken, DeferredTurn? tells = null)
    {
        if (CallResults.In(input) is { } results && await AnswerCallsAsync(journal, input, results, cancellationToken).ConfigureAwait(false) is { } answered)
            return answered;

        await FindMemberAsync(journal, cancellationToken).ConfigureAwait(false);
        await journal.SettleAsync(options.WhenWaiting, cancellationToken).ConfigureAwait(false);
        var given = options.ChatOptions?.ConversationId ?? _member.Agent.ChatOptions?.ConversationId;
        await ServiceConversationTracker.BeginAsync(journal, _log, ServiceConversationTracker.NameOf(_member, options), given, cancellationToken).ConfigureAwait(false);
        var parallel = _member.Agent.ParallelTools;
        var progress = new TurnState(new Window(_log, journal.Last, journal.Author)) { ParallelTools = parallel };
        await journal.BeginAsync(input, parallel, progress.Window, cancellationToken, tells).ConfigureAwait(false);
        progress.InputCount = progress.Window.TurnCount;
        return progress;
    }

    /// <summary>Goes on with the turn that waits for the results of calls; null when the input is one for a turn of its own.</summary>
    private async ValueTask<TurnState?> AnswerCallsAsync(TurnTransaction journal, IReadOnlyList<ChatMessage> input, List<FunctionResultContent> results, CancellationToken cancellationToken)
    {
        var besides = CallResults.Besides(input);
        var turn = await TurnReader.FindNewestAsync(_log, journal.Last, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> awaited = turn is { Status: TurnStatus.Waiting } && !await HeadOperations.WasPoppedAsync(_log, turn, cancellationToken).ConfigureAwait(false) ? turn.OpenCalls : [];
        if (besides.Count > 0 && !results.Exists(result => awaited.Contains(result.CallId)))
            return null;

        CallResults.EnsureAwaited(_log.Key, results, awaited);
        journal.Continue(turn!);
        await journal.ReadKeptAsync(cancellationToken).ConfigureAwait(false);
        await FindMemberAsync(journal, cancellationToken).ConfigureAwait(false);
        var progress = await TurnState.ReadAsync(_log, turn!, journal.Author, cancellationToken).ConfigureAwait(false);
        journal.Said = progress.Said;
        if (besides.Count > 0 && progress.Open.Count > results.Count)
            throw new ArgumentException($"The input has a message besides results, and the turn still waits for the results of other calls: {string.Join(", ", progress.Open.Select(call => $"'{call.CallId}'").Except(results.Select(result => $"'{result.CallId}'")))}. Give those results too, or leave the message out.");

        await journal.AnswerAsync(turn!, results, besides, progress, cancellationToken).ConfigureAwait(false);
        return progress;
    }

    private async ValueTask<TurnState> BeginAgainAsync(TurnTransaction journal, TurnReplay again, CancellationToken cancellationToken)
    {
        var record = _log.Record;
        var number = again.Turn ?? Math.Max(1, await TurnReader.CountAsync(_log, record.Head, cancellationToken).ConfigureAwait(false));
        var start = await TurnReader.GetStartAsync(_log, record, number, cancellationToken).ConfigureAwait(false);
        var input = again.Rewrite(await TurnReader.ReadInputAsync(_log, record.Head, start, cancellationToken).ConfigureAwait(false));
        // A turn that told what came of calls tells it again: what was told, and of the rest that the outcome is unknown. Nothing runs again.
        var tells = ReferenceEquals(again, TurnReplay.Same) ? await OutcomeTurns.ReadLeftAsync(_log, start.Position, record.Head, cancellationToken).ConfigureAwait(false) : null;
        await journal.MoveBackAsync(start.Parent, again.Reason, cancellationToken).ConfigureAwait(false);
        var progress = await BeginAsync(journal, input, cancellationToken, tells).ConfigureAwait(false);
        if (tells is { Calls.Count: > 0 })
            progress.Deferred = await OutcomeTurns.ReadAsync(_log, tells, told: [], mayHaveRun: int.MaxValue, cancellationToken).ConfigureAwait(false);
        return progress;
    }

    private async ValueTask<TurnState?> ContinueAsync(TurnTransaction journal, CancellationToken cancellationToken)
    {
        if (await TurnReader.FindNewestAsync(_log, journal.Last, cancellationToken).ConfigureAwait(false) is not { } turn)
            return null;

        var waits = await journal.ReadWaitsAsync(cancellationToken).ConfigureAwait(false);
        if (turn.HasEnd ? waits.Newest is not { WasTold: false } : await HeadOperations.WasPoppedAsync(_log, turn, cancellationToken).ConfigureAwait(false))
            return await TellAsync(journal, waits, cancellationToken).ConfigureAwait(false);

        journal.Continue(turn);
        if ((await journal.ReadKeptAsync(cancellationToken).ConfigureAwait(false)).Newest is { GrowsInPlace: true } kept)
            AgentLog.ConversationResumed(_log.Logger, turn.Number, _log.Key, kept.Id);
        await FindMemberAsync(journal, cancellationToken).ConfigureAwait(false);
        var progress = await TurnState.ReadAsync(_log, turn, journal.Author, cancellationToken).ConfigureAwait(false);
        journal.Said = progress.Said;
        await journal.SeeAnswersAsync(progress.Asked, cancellationToken).ConfigureAwait(false);
        if (turn.Status != TurnStatus.Waiting)
        {
            if (progress.Tells is { } tells)
                progress.Deferred = await OutcomeTurns.ReadAsync(_log, tells, turn, cancellationToken).ConfigureAwait(false);
            return progress;
        }

        var waiting = await DescribeAsync(journal, progress, cancellationToken).ConfigureAwait(false);
        progress.ForCaller = [.. progress.Open.Where(call => turn.OpenCalls.Contains(call.CallId))];
        if (waiting.Count == 0 && (progress.ForCaller.Count == 0 || progress.ForCaller.Count < progress.Open.Count))
        {
            await journal.ReopenAsync(turn, waits.AnyDeferred, cancellationToken).ConfigureAwait(false);
            return progress;
        }

        if (await OutcomeTurns.FindReadyAsync(_log, waits, journal.Branch, cancellationToken).ConfigureAwait(false) is not null)
            return await TellAsync(journal, waits, cancellationToken).ConfigureAwait(false);

        progress.Waiting = await ApprovalOperations.DescribeAsync(_log, waits.Turns, journal.Branch, cancellationToken).ConfigureAwait(false);
        return progress;
    }

    /// <summary>Begins a turn that tells what came of calls which waited behind newer turns; null when nothing waits there.</summary>
    private async ValueTask<TurnState?> TellAsync(TurnTransaction journal, BranchWaits waits, CancellationToken cancellationToken)
    {
        if (await OutcomeTurns.FindReadyAsync(_log, waits, journal.Branch, cancellationToken).ConfigureAwait(false) is not { } ready)
            return waits.Turns.Count == 0 ? null : await OutcomeTurns.ReadWaitingAsync(_log, journal, waits, cancellationToken).ConfigureAwait(false);

        await FindMemberAsync(journal, cancellationToken, asker: ready.Open[ready.Deferral!.Calls[0].Index].Author).ConfigureAwait(false);
        await journal.SettleAsync(WhenWaiting.Keep, cancellationToken).ConfigureAwait(false);
        var given = options.ChatOptions?.ConversationId ?? _member.Agent.ChatOptions?.ConversationId;
        await ServiceConversationTracker.BeginAsync(journal, _log, ServiceConversationTracker.NameOf(_member, options), given, cancellationToken).ConfigureAwait(false);
        var progress = new TurnState(new Window(_log, journal.Last, journal.Author))
        {
            Deferred = await DeferredCalls.ReadAsync(_log, ready.Deferral, ready, told: [], mayHaveRun: 0, cancellationToken).ConfigureAwait(false),
        };
        await journal.BeginAsync(ready.Deferral, cancellationToken).ConfigureAwait(false);
        return progress;
    }

    private ValueTask<IReadOnlyList<Approval>> DescribeAsync(TurnTransaction journal, TurnState progress, CancellationToken cancellationToken) =>
        ApprovalOperations.DescribeAsync(_log, progress.Asked, journal.Start, journal.Branch, cancellationToken);

    private async ValueTask RollBackAsync(TurnTransaction journal, CancellationToken cancellationToken)
    {
        if (await TurnReader.FindNewestAsync(_log, journal.Last, cancellationToken).ConfigureAwait(false) is { Status: TurnStatus.Interrupted } interrupted)
            await journal.RollBackAsync(interrupted, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds who has the conversation.</summary>
    private async ValueTask FindMemberAsync(TurnTransaction journal, CancellationToken cancellationToken, string? asker = null)
    {
        _member = await HandoffGraph.FindActiveAsync(agent, _log, journal.Last, cancellationToken).ConfigureAwait(false);
        if (asker is not null && asker != _member.Agent.Name && HandoffGraph.Find(agent, asker) is { } found)
            _member = found;
        journal.Author = _member.Agent.Name;
    }

    /// <summary>Records how a turn ended that an exception ended. When that fails too, the turn is left to be found interrupted.</summary>
    private async ValueTask<bool> TryEndAsync(TurnTransaction journal, TurnEndBody end)
    {
        try
        {
            await journal.EndAsync(end).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            AgentLog.EndNotRecorded(_log.Logger, e, _log.Key, journal.Number);
            return false;
        }
    }

    private string Bound(RunLimit limit) => limit switch
    {
        RunLimit.Steps => $"{_limits.Steps} model calls",
        RunLimit.Time => $"{_limits.Time}",
        _ => $"{_limits.Tokens} tokens",
    };

    private sealed class NothingToResumeException : Exception;
}
