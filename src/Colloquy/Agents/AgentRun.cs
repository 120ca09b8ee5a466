using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>One run of an agent on a session: takes the lease, begins or resumes the turn, and ends it, however it ends.</summary>
internal sealed class AgentRun(Agent agent, Session session, RunOptions options, Action<AgentUpdate>? onUpdate)
{
    private readonly SessionLog _log = session.Log;
    private readonly RunLimits _limits = options.Limits ?? agent.Limits;
    private readonly UsageGuard _guard = new(session.Log, options.UsageLimits ?? agent.UsageLimits, agent.Prices);

    /// <summary>Runs a turn with an input.</summary>
    public async Task<AgentAnswer> RunAsync(IReadOnlyList<ChatMessage> input, CancellationToken cancellationToken) =>
        (await ExecuteAsync(async (journal, stop) => await BeginAsync(journal, input, stop).ConfigureAwait(false), options.Durability ?? agent.Durability, cancellationToken).ConfigureAwait(false))!;

    /// <summary>Goes back before a turn and runs one in its place, in one commit with the turn's beginning.</summary>
    public async Task<AgentAnswer> RunAgainAsync(TurnAgain again, CancellationToken cancellationToken) =>
        (await ExecuteAsync(async (journal, stop) => await BeginAgainAsync(journal, again, stop).ConfigureAwait(false), options.Durability ?? agent.Durability, cancellationToken).ConfigureAwait(false))!;

    /// <summary>Goes on with the turn that a crash left without an end; null when there is none.</summary>
    /// <remarks>It goes on by steps: were it to die again, nobody could tell which of its calls may have run.</remarks>
    public Task<AgentAnswer?> ResumeAsync(CancellationToken cancellationToken) => ExecuteAsync(ContinueAsync, Durability.Step, cancellationToken);

    private async Task<AgentAnswer?> ExecuteAsync(Func<TurnJournal, CancellationToken, ValueTask<TurnProgress?>> begin, Durability durability, CancellationToken cancellationToken)
    {
        UsageGuard.EnsureFit(_log.Key, options.UsageLimits ?? agent.UsageLimits);
        await using var lease = await RunLease.AcquireAsync(_log, agent.Name, options.WhenBusy, options.LeaseDuration, cancellationToken).ConfigureAwait(false);
        var record = await _log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        SessionClosedException.ThrowIfClosed(record);

        await using var journal = new TurnJournal(_log, record, lease, durability, agent.Name);
        using var stop = new RunStop(lease, _limits.Time, _log.Time, cancellationToken);
        if (options.WhenBusy == BusyPolicy.Rollback && lease.InterruptedAnother)
            await RollBackAsync(journal, cancellationToken).ConfigureAwait(false);

        var progress = await begin(journal, cancellationToken).ConfigureAwait(false);
        if (progress is { Waits: true })
            return progress.ToAnswer(journal, TurnStatus.Waiting, Describe(journal, progress));
        return progress is null ? null : await FinishAsync(journal, progress, stop).ConfigureAwait(false);
    }

    private async Task<AgentAnswer> FinishAsync(TurnJournal journal, TurnProgress progress, RunStop stop)
    {
        TurnEndBody end;
        try
        {
            end = await new TurnLoop(agent, session, options, _limits, _guard, journal, progress, onUpdate, stop.Token).RunAsync().ConfigureAwait(false);
            await journal.EndAsync(end).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (stop.Lease.Lost is { } lost)
                throw lost;

            end = stop.Explain(e);
            if (!await TryEndAsync(journal, end).ConfigureAwait(false) || end.Status is TurnStatus.Failed or TurnStatus.Cancelled)
                throw;
            if (end.Status == TurnStatus.Interrupted)
                throw new TurnInterruptedException(_log.Key, journal.Number);
        }

        var approvals = end.Status == TurnStatus.Waiting ? Describe(journal, progress) : [];
        foreach (var approval in approvals)
            onUpdate?.Invoke(new ApprovalRequestedUpdate(approval));
        var answer = progress.ToAnswer(journal, end.Status, approvals);
        if (_guard.Refusal is { } refusal)
            throw new UsageLimitException(_log.Key, refusal, answer);
        return end.Limit is { } limit ? throw new TurnLimitException(limit, Bound(limit), answer) : answer;
    }

    private async ValueTask<TurnProgress> BeginAsync(TurnJournal journal, IReadOnlyList<ChatMessage> input, CancellationToken cancellationToken)
    {
        await journal.WithdrawAsync(cancellationToken).ConfigureAwait(false);
        var progress = new TurnProgress(new Window(_log, journal.Last, agent.Name)) { ParallelTools = agent.ParallelTools };
        await journal.BeginAsync(input, agent.ParallelTools, progress.Window, cancellationToken).ConfigureAwait(false);
        return progress;
    }

    private async ValueTask<TurnProgress> BeginAgainAsync(TurnJournal journal, TurnAgain again, CancellationToken cancellationToken)
    {
        var record = _log.Record;
        var number = again.Turn ?? Math.Max(1, await SessionTurns.CountAsync(_log, record.Head, cancellationToken).ConfigureAwait(false));
        var start = await SessionTurns.GetStartAsync(_log, record, number, cancellationToken).ConfigureAwait(false);
        var input = again.Rewrite(await SessionTurns.ReadInputAsync(_log, record.Head, start, cancellationToken).ConfigureAwait(false));
        await journal.MoveBackAsync(start.Parent, again.Reason, cancellationToken).ConfigureAwait(false);
        return await BeginAsync(journal, input, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TurnProgress?> ContinueAsync(TurnJournal journal, CancellationToken cancellationToken)
    {
        if (await FindNewestTurnAsync(journal.Last, cancellationToken).ConfigureAwait(false) is not { } turn || (turn.HasEnd && turn.Status != TurnStatus.Waiting))
            return null;

        journal.Continue(turn);
        var progress = await TurnProgress.ReadAsync(_log, turn, agent.Name, cancellationToken).ConfigureAwait(false);
        if (turn.Status == TurnStatus.Waiting && progress.Asked.Unanswered(journal.Branch).Any())
            progress.Waits = true;
        else if (turn.Status == TurnStatus.Waiting)
            await journal.ReopenAsync(turn, cancellationToken).ConfigureAwait(false);
        return progress;
    }

    private List<Approval> Describe(TurnJournal journal, TurnProgress progress) =>
        [.. progress.Asked.Unanswered(journal.Branch).Select(asked => asked.Describe(_log.Key, journal.Number))];

    private async ValueTask RollBackAsync(TurnJournal journal, CancellationToken cancellationToken)
    {
        if (await FindNewestTurnAsync(journal.Last, cancellationToken).ConfigureAwait(false) is { Status: TurnStatus.Interrupted } interrupted)
            await journal.RollBackAsync(interrupted, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<Turn?> FindNewestTurnAsync(Position head, CancellationToken cancellationToken) =>
        SessionTurns.ReadBackAsync(_log, head, running: default, pageSize: 2, cancellationToken).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Records how a turn ended that an exception ended. When that fails too, the turn is left to be found interrupted.</summary>
    private async ValueTask<bool> TryEndAsync(TurnJournal journal, TurnEndBody end)
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
}
