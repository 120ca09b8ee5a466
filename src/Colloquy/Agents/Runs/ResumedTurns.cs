namespace Colloquy;

/// <summary>Goes on with turns that wait for people or were cut off, and begins turns that tell the outcome of calls which waited behind newer turns.</summary>
internal sealed class ResumedTurns(Agent agent, RunOptions options, SessionLog log, TurnOpening opening)
{
    /// <summary>Goes on with what the branch has left.</summary>
    public async ValueTask<TurnBegin> ResumeAsync(CancellationToken cancellationToken)
    {
        var waits = await opening.ReadWaitsAsync(cancellationToken).ConfigureAwait(false);
        if (await opening.ExpireAsync(waits, cancellationToken).ConfigureAwait(false))
            waits = await opening.ReadWaitsAsync(cancellationToken).ConfigureAwait(false);
        if (await TurnReader.FindNewestAsync(log, opening.Head, cancellationToken).ConfigureAwait(false) is not { } turn)
            return TurnBegin.Nothing.Instance;

        if (turn.HasEnd ? waits.Newest is not { WasTold: false } : await HeadOperations.WasPoppedAsync(log, turn, cancellationToken).ConfigureAwait(false))
            return await TellAsync(waits, cancellationToken).ConfigureAwait(false);

        return await ContinueAsync(turn, waits, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on with the newest turn.</summary>
    private async ValueTask<TurnBegin> ContinueAsync(Turn turn, BranchWaits waits, CancellationToken cancellationToken)
    {
        if ((await opening.ReadConversationsAsync(cancellationToken).ConfigureAwait(false)).Newest is { GrowsInPlace: true } conversation)
            AgentLog.ConversationResumed(log.Logger, turn.Number, log.Key, conversation.Id);
        var active = await HandoffGraph.FindActiveAsync(agent, log, opening.Head, cancellationToken).ConfigureAwait(false);
        var state = await TurnState.ReadAsync(log, turn, active.Agent.Name, opening, cancellationToken).ConfigureAwait(false);
        await opening.SeeAnswersAsync(state.Asked, cancellationToken).ConfigureAwait(false);
        if (turn.Status != TurnStatus.Waiting)
        {
            if (state.Tells is { } tells)
                state.Deferred = await OutcomeTurns.ReadAsync(log, tells, turn, cancellationToken).ConfigureAwait(false);
            return new TurnBegin.Begun(opening.Continue(turn, active.Agent.Name, state.Said), state, active);
        }

        var waiting = await ApprovalOperations.DescribeAsync(log, state.Asked, turn.Start, opening.Branch, cancellationToken).ConfigureAwait(false);
        state.ForCaller = [.. state.Open.Where(call => turn.OpenCallIds.Contains(call.CallId))];
        if (waiting.Count == 0 && (state.ForCaller.Count == 0 || state.ForCaller.Count < state.Open.Count))
        {
            var transaction = opening.Continue(turn, active.Agent.Name, state.Said);
            await transaction.ReopenAsync(waits.AnyDeferred, cancellationToken).ConfigureAwait(false);
            return new TurnBegin.Begun(transaction, state, active);
        }

        return await OutcomeTurns.FindReadyAsync(log, waits, opening.Branch, cancellationToken).ConfigureAwait(false) is null
            ? await WaitAsync(turn, state, active.Agent.Name, waits, cancellationToken).ConfigureAwait(false)
            : await TellAsync(waits, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a turn that tells what came of calls which waited behind newer turns; without one, the oldest turn waits on.</summary>
    private async ValueTask<TurnBegin> TellAsync(BranchWaits waits, CancellationToken cancellationToken)
    {
        if (await OutcomeTurns.FindReadyAsync(log, waits, opening.Branch, cancellationToken).ConfigureAwait(false) is not { } ready)
        {
            if (waits.Turns.Count == 0)
                return TurnBegin.Nothing.Instance;

            var oldest = await OutcomeTurns.ReadOldestAsync(log, waits, cancellationToken).ConfigureAwait(false);
            return await WaitAsync(oldest, await TurnState.ReadAsync(log, oldest, agent.Name, opening, cancellationToken).ConfigureAwait(false), agent.Name, waits, cancellationToken).ConfigureAwait(false);
        }

        var active = await HandoffGraph.FindActiveAsync(agent, log, opening.Head, cancellationToken).ConfigureAwait(false);
        if (ready.Open[ready.Deferral!.Calls[0].Index].Author is { } asker && asker != active.Agent.Name && HandoffGraph.Find(agent, asker) is { } found)
            active = found;
        var deferred = await opening.SettleAsync(WhenWaiting.Keep, cancellationToken).ConfigureAwait(false);
        var start = new NewTurn(active.Agent.Name)
        {
            Input = null,
            Conversation = await ServiceConversationTracker.JoinAsync(await opening.ReadConversationsAsync(cancellationToken).ConfigureAwait(false), log, opening.Head, active, options, cancellationToken).ConfigureAwait(false),
            Tells = ready.Deferral,
            Deferred = deferred,
        };
        var state = new TurnState(await opening.OpenWindowAsync(opening.Head, start.Author, cancellationToken).ConfigureAwait(false))
        {
            Deferred = await DeferredCalls.ReadAsync(log, ready.Deferral, ready, told: [], mayHaveRun: 0, cancellationToken).ConfigureAwait(false),
        };

        // The turn is there before the calls run, so that none runs twice.
        return new TurnBegin.Begun(await opening.BeginAsync(start, state.Window, cancellationToken).ConfigureAwait(false), state, active);
    }

    private async ValueTask<TurnBegin> WaitAsync(Turn turn, TurnState state, string author, BranchWaits waits, CancellationToken cancellationToken)
    {
        await using var transaction = opening.Continue(turn, author, state.Said);
        var waiting = await ApprovalOperations.DescribeAsync(log, waits.Turns, opening.Branch, cancellationToken).ConfigureAwait(false);
        return new TurnBegin.Waiting(state.ToAnswer(transaction, TurnStatus.Waiting, waiting));
    }
}
