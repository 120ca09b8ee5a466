using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Runs the calls of one response that are free to run, and commits each result.</summary>
internal sealed class ToolCallStep(TurnContext turn, AgentActivation activation)
{
    private readonly TurnTransaction _transaction = turn.Transaction;
    private readonly TurnState _state = turn.State;

    /// <summary>Runs the open calls of the newest response. Those that wait for a person or for the caller stay open.</summary>
    /// <param name="unknown">How many of the first calls may have run already: of those only idempotent ones run again.</param>
    /// <returns>The handoffs that are to be done, when nothing stays open; else none.</returns>
    public async ValueTask<IReadOnlyList<FunctionCallContent>> RunAsync(int unknown)
    {
        var (open, first) = (_state.Open, _state.Calls.Count - _state.Open.Count);
        var states = open.ToLookup(activation.Approvals.StateOf);
        var free = states[ApprovalState.Free].ToLookup(turn.IsForCaller(activation.Tools));
        _state.Open = [.. states[ApprovalState.Waits], .. free[true]];
        foreach (var refused in states[ApprovalState.Refused])
            Show(await RecordAsync(activation.Approvals.Refuse(refused), _state.FindCall(first, refused.CallId)).ConfigureAwait(false));

        List<FunctionCallContent> handoffs = activation.Agent.Handoffs.Count == 0 ? [] : [.. free[false].Where(call => activation.Tools.FindHandoff(call) is not null)];
        await RunAsync([.. free[false].Except(handoffs)], first, unknown).ConfigureAwait(false);
        if (_state.Open.Count == 0)
            return handoffs;

        _state.Open = [.. _state.Open, .. handoffs];
        return [];
    }

    private async Task RunAsync(List<FunctionCallContent> calls, int first, int unknown)
    {
        if (calls.Count == 0)
            return;

        // An agent that waits for a person leaves no result, and the calls behind it were made: they may have run too.
        while (unknown > 0 && unknown < calls.Count && activation.Tools.IsAgent(calls[unknown - 1]))
            unknown++;
        turn.CancellationToken.ThrowIfCancellationRequested();
        var results = new (ChatMessage Message, Position Position)?[calls.Count];
        var children = new string?[calls.Count];
        var begun = calls.Count;
        try
        {
            if (_state.ParallelTools && calls.Count > 1)
                await Task.WhenAll(Enumerable.Range(0, calls.Count).Select(CallAsync)).ConfigureAwait(false);
            else
                for (begun = 0; begun < calls.Count && !turn.CancellationToken.IsCancellationRequested; begun++)
                    await CallAsync(begun).ConfigureAwait(false);
        }
        finally
        {
            foreach (var result in results)
            {
                if (result is { } recorded)
                    Show(recorded);
            }
        }

        if (Array.Exists(children, child => child is not null))
            await LeaveOpenAsync([.. calls.Zip(children).Where(pair => pair.Second is not null)!]).ConfigureAwait(false);
        if (begun < calls.Count)
            turn.CancellationToken.ThrowIfCancellationRequested();

        async Task CallAsync(int i)
        {
            turn.OnUpdate?.Invoke(new ToolCallUpdate(ToolRunner.Describe(calls[i]), IsFinished: false));
            var index = _state.FindCall(first, calls[i].CallId);
            var key = _state.Asked.WasChildElsewhere(calls[i].CallId, _transaction.Branch) ? $"{_transaction.TurnStart}.{index}@{_transaction.Branch}" : $"{_transaction.TurnStart}.{index}";
            try
            {
                var call = i < unknown && !activation.Tools.IsIdempotent(calls[i])
                    ? ToolRunner.Describe(calls[i]) with { Result = ToolCallRepair.UnknownOutcome, Error = ToolCallRepair.UnknownOutcome }
                    : await activation.Tools.CallAsync(calls[i], key).ConfigureAwait(false);
                results[i] = await RecordAsync(call, index).ConfigureAwait(false);
            }
            catch (ChildWaitsException e)
            {
                children[i] = e.Session;
            }
        }
    }

    /// <summary>Leaves calls of agents open that wait for a person.</summary>
    private async ValueTask LeaveOpenAsync(IReadOnlyList<(FunctionCallContent Call, string Session)> waiting)
    {
        await _transaction.RecordAsync(activation.Approvals.Note(waiting)).ConfigureAwait(false);
        _state.Open = [.. _state.Open, .. waiting.Select(agent => agent.Call)];
    }

    private async ValueTask<(ChatMessage Message, Position Position)> RecordAsync(ToolCall call, int index)
    {
        call = TruncatedText.Within(call, turn.Limits.ResultCharacters, turn.Session.Log.MaxAttachmentBytes);
        var recorded = await _transaction.RecordAsync(call).ConfigureAwait(false);
        _state.Calls[index] = call;
        turn.OnUpdate?.Invoke(new ToolCallUpdate(call, IsFinished: true));
        return recorded;
    }

    private void Show((ChatMessage Message, Position Position) recorded) => _state.Window.Add(recorded.Message, recorded.Position, _transaction.TurnStart, _transaction.Author);
}
