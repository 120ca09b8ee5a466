using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Begins turns with an input: of the user's, or of one that is run again. Results of calls that a turn waits for go on with that turn.</summary>
internal sealed class NewTurns(Agent agent, RunOptions options, SessionLog log, TurnOpening opening)
{
    /// <summary>Begins a turn with an input; with results of calls that a turn waits for, goes on with that turn.</summary>
    /// <param name="input">The input.</param>
    /// <param name="tells">The turn whose calls' outcome the input tells; null for any other input.</param>
    /// <param name="cancellationToken">Cancels the commit.</param>
    public async ValueTask<TurnBegin> BeginAsync(IReadOnlyList<ChatMessage> input, DeferredTurn? tells, CancellationToken cancellationToken)
    {
        if (CallResults.In(input) is { } results && await ContinueAsync(input, results, cancellationToken).ConfigureAwait(false) is { } continued)
            return continued;

        var active = await HandoffGraph.FindActiveAsync(agent, log, opening.Head, cancellationToken).ConfigureAwait(false);
        var deferred = await opening.SettleAsync(options.WhenWaiting, cancellationToken).ConfigureAwait(false);
        var start = new NewTurn(active.Agent.Name)
        {
            Input = input,
            ParallelTools = active.Agent.ParallelTools,
            Conversation = await ServiceConversationTracker.JoinAsync(await opening.ReadConversationsAsync(cancellationToken).ConfigureAwait(false), log, opening.Head, active, options, cancellationToken).ConfigureAwait(false),
            Tells = tells,
            Deferred = deferred,
        };
        var state = new TurnState(await opening.OpenWindowAsync(opening.Head, start.Author, cancellationToken).ConfigureAwait(false)) { ParallelTools = start.ParallelTools };
        var transaction = await opening.BeginAsync(start, state.Window, cancellationToken).ConfigureAwait(false);
        state.InputCount = state.Window.TurnCount;
        return new TurnBegin.Begun(transaction, state, active);
    }

    /// <summary>Moves the head before a turn, and begins one in its place.</summary>
    public async ValueTask<TurnBegin> ReplayAsync(TurnReplay replay, CancellationToken cancellationToken)
    {
        var record = log.Record;
        var number = replay.TurnNumber ?? Math.Max(1, await TurnReader.CountAsync(log, record.Head, cancellationToken).ConfigureAwait(false));
        var start = await TurnReader.GetStartAsync(log, record, number, cancellationToken).ConfigureAwait(false);
        var input = replay.Rewrite(await TurnReader.ReadInputAsync(log, record.Head, start, cancellationToken).ConfigureAwait(false));

        // A turn that told what came of calls tells it again: what was told, and of the rest that the outcome is unknown. Nothing runs again.
        var tells = ReferenceEquals(replay, TurnReplay.Same) ? await OutcomeTurns.ReadLeftAsync(log, start.Position, record.Head, cancellationToken).ConfigureAwait(false) : null;
        await opening.MoveBackAsync(start.Parent, replay.Reason, cancellationToken).ConfigureAwait(false);
        var begin = await BeginAsync(input, tells, cancellationToken).ConfigureAwait(false);
        if (tells is { Calls.Count: > 0 } && begin is TurnBegin.Begun begun)
            begun.State.Deferred = await OutcomeTurns.ReadAsync(log, tells, told: [], mayHaveRun: int.MaxValue, cancellationToken).ConfigureAwait(false);
        return begin;
    }

    /// <summary>Goes on with the turn that waits for the results of calls; null when the input is one for a turn of its own.</summary>
    private async ValueTask<TurnBegin?> ContinueAsync(IReadOnlyList<ChatMessage> input, List<FunctionResultContent> results, CancellationToken cancellationToken)
    {
        var besides = CallResults.Besides(input);
        await opening.ExpireAsync(await opening.ReadWaitsAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var turn = await TurnReader.FindNewestAsync(log, opening.Head, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> awaited = turn is { Status: TurnStatus.Waiting } && !await HeadOperations.WasPoppedAsync(log, turn, cancellationToken).ConfigureAwait(false) ? turn.OpenCallIds : [];
        if (besides.Count > 0 && !results.Exists(result => awaited.Contains(result.CallId)))
            return null;

        CallResults.EnsureAwaited(log.Key, results, awaited);
        await opening.ReadConversationsAsync(cancellationToken).ConfigureAwait(false);
        var active = await HandoffGraph.FindActiveAsync(agent, log, opening.Head, cancellationToken).ConfigureAwait(false);
        var state = await TurnState.ReadAsync(log, turn!, active.Agent.Name, opening, cancellationToken).ConfigureAwait(false);
        if (besides.Count > 0 && state.Open.Count > results.Count)
            throw new ArgumentException($"The input has a message besides results, and the turn still waits for the results of other calls: {string.Join(", ", state.Open.Select(call => $"'{call.CallId}'").Except(results.Select(result => $"'{result.CallId}'")))}. Give those results too, or leave the message out.");

        var othersWait = (await opening.ReadWaitsAsync(cancellationToken).ConfigureAwait(false)).AnyDeferred;
        var transaction = opening.Continue(turn!, active.Agent.Name, state.Said);
        await transaction.ReopenAsync(othersWait, results, besides, state, cancellationToken).ConfigureAwait(false);
        return new TurnBegin.Begun(transaction, state, active);
    }
}
