using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The loop of a turn: call the model, call the tools it asks for, and again, until it answers. Handed over, another agent goes on with it.</summary>
internal sealed class TurnLoop(ActiveAgent first, TurnContext turn)
{
    private readonly TurnTransaction _journal = turn.Journal;
    private readonly TurnState _progress = turn.Progress;
    private AgentActivation _stage = new(first, turn);
    private HandoffExecutor? _desk;
    private bool _repaired;

    /// <summary>Runs the turn to its end, which is not yet recorded.</summary>
    public async Task<TurnEndBody> RunAsync()
    {
        try
        {
            await _stage.EnterAsync().ConfigureAwait(false);
            var end = await LoopAsync().ConfigureAwait(false);
            await _stage.LeaveAsync(exception: null, waits: end.Status == TurnStatus.Waiting).ConfigureAwait(false);
            return end;
        }
        catch (Exception e)
        {
            _progress.Deferred?.Abandon(_journal);
            await _stage.LeaveAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<TurnEndBody> LoopAsync()
    {
        var (limits, cancellationToken) = (turn.Limits, turn.CancellationToken);
        if (_progress.IsAnswered && !MustRepair())
            return new TurnEndBody { Status = TurnStatus.Completed };

        // Calls that a crash left without a result: of those that may have run, only idempotent ones run again.
        if (_progress.Open.Count > 0)
            await _stage.Approvals.AskAgainAsync(_progress.Open).ConfigureAwait(false);
        if (_progress.Deferred is { } deferred && await deferred.RunAsync(turn, _stage).ConfigureAwait(false) is { Count: > 0 } approved)
            await HandOverAsync(approved, deferred).ConfigureAwait(false);
        await CallToolsAsync(_progress.MayHaveRun).ConfigureAwait(false);
        for (var step = 0; ; step++)
        {
            if (_progress.Open.Count > 0)
                return Wait();

            cancellationToken.ThrowIfCancellationRequested();
            if (step >= limits.Steps)
                return new TurnEndBody { Status = TurnStatus.Limited, Limit = RunLimit.Steps };
            if (_progress.Tokens >= limits.Tokens)
                return new TurnEndBody { Status = TurnStatus.Limited, Limit = RunLimit.Tokens };

            // A window may have cost model calls of its own: what is left is looked at after it.
            var shown = await _progress.Window.BuildAsync(_stage.Window, _stage.Compaction, before: [], _stage.Conversation, cancellationToken).ConfigureAwait(false);
            if (_progress.Tokens >= limits.Tokens)
                return new TurnEndBody { Status = TurnStatus.Limited, Limit = RunLimit.Tokens };
            if (await turn.Guard.RefusesAsync(_journal.Uncommitted, cancellationToken).ConfigureAwait(false))
                return new TurnEndBody { Status = TurnStatus.Limited, Limit = RunLimit.Usage };

            await CallModelAsync(shown).ConfigureAwait(false);
            if (_progress.Open.Count > 0)
                await CallToolsAsync(unknown: 0).ConfigureAwait(false);
            else if (!MustRepair())
                return new TurnEndBody { Status = TurnStatus.Completed };
        }
    }

    /// <summary>Ends the turn for now: people are to approve calls of it, or its caller to give results of calls.</summary>
    private TurnEndBody Wait()
    {
        _progress.ForCaller = [.. _progress.Open.Where(IsForCaller)];
        _journal.AsksPerson = _progress.Asked.IsFor(_journal.Branch);
        return new TurnEndBody { Status = TurnStatus.Waiting, Calls = _progress.ForCaller.Count == 0 ? null : [.. _progress.ForCaller.Select(call => call.CallId)] };
    }

    /// <summary>Whether the caller runs a call: its tool is only declared. From an agent that is a tool no caller can be reached.</summary>
    private bool IsForCaller(FunctionCallContent call) => turn.Options.DepthLeft is null && _stage.Tools.IsDeclared(call);

    /// <summary>Looks whether the answer is the value that was asked for; tells the model once what is wrong.</summary>
    private bool MustRepair()
    {
        if (turn.Options.Output is not { } output || output.FindProblem(_progress.Text) is not { } problem)
            return false;
        if (_repaired)
            throw output.Fail(_progress.Text, problem);

        _repaired = true;
        _journal.Ask($"{problem} Answer again, with nothing but JSON of the schema.", _progress.Window);
        return true;
    }

    private async Task CallModelAsync(BuiltWindow shown)
    {
        await _stage.Model.CallAsync(shown, _stage.Prompt.In(_stage.Conversation?.Id), _progress.Window, IsStep, turn.CancellationToken).ConfigureAwait(false);
        _stage.WasAnswered();
        if (_progress.Open.Count > 0)
            _progress.Calls.AddRange(_progress.Open.Select(ToolRunner.Describe));

        async ValueTask<bool> IsStep(ChatResponse response)
        {
            _progress.Saw(response);
            if (_progress.Open.Count > 0)
                await _stage.Approvals.AskAsync(_progress.Open).ConfigureAwait(false);
            return _progress.Open.Count > 0 || _stage.IsWatched || turn.Options.Output is not null;
        }
    }

    private async Task CallToolsAsync(int unknown)
    {
        if (_progress.Open.Count == 0)
            return;

        var (open, first) = (_progress.Open, _progress.Calls.Count - _progress.Open.Count);
        var states = open.ToLookup(_stage.Approvals.StateOf);
        var free = states[ApprovalState.Free].ToLookup(IsForCaller);
        _progress.Open = [.. states[ApprovalState.Waits], .. free[true]];
        foreach (var refused in states[ApprovalState.Refused])
            Show(await RecordAsync(_stage.Approvals.Refuse(refused), _progress.FindCall(first, refused.CallId)).ConfigureAwait(false));

        var handoffs = _stage.Agent.Handoffs.Count == 0 ? [] : free[false].Where(call => _stage.Tools.FindHandoff(call) is not null).ToList();
        await CallToolsAsync([.. free[false].Except(handoffs)], first, unknown).ConfigureAwait(false);
        if (_progress.Open.Count > 0)
            _progress.Open = [.. _progress.Open, .. handoffs];
        else if (handoffs.Count > 0)
            await HandOverAsync(handoffs).ConfigureAwait(false);
    }

    /// <summary>Does what handoff of some calls may be, after which another agent has the turn.</summary>
    private async Task HandOverAsync(IReadOnlyList<FunctionCallContent> handoffs, DeferredCalls? deferred = null)
    {
        if (await (_desk ??= new HandoffExecutor(turn)).TryHandOverAsync(handoffs, _stage, deferred).ConfigureAwait(false) is not { } next)
            return;

        await _stage.LeaveAsync(exception: null).ConfigureAwait(false);
        _progress.HandOver(next.Agent.Name);
        await ServiceConversationTracker.HandOverAsync(_journal, turn.Session.Log, ServiceConversationTracker.NameOf(next, turn.Options), next.Agent.ChatOptions?.ConversationId, turn.CancellationToken).ConfigureAwait(false);
        _stage = new AgentActivation(next, turn);
        await _stage.EnterAsync().ConfigureAwait(false);
    }

    private async Task CallToolsAsync(List<FunctionCallContent> calls, int first, int unknown)
    {
        var results = new (ChatMessage Message, Position Position)?[calls.Count];
        var children = new string?[calls.Count];

        // An agent that waits for a person leaves no result, and the calls behind it were made: they may have run too.
        while (unknown > 0 && unknown < calls.Count && _stage.Tools.IsAgent(calls[unknown - 1]))
            unknown++;
        if (calls.Count > 0)
            turn.CancellationToken.ThrowIfCancellationRequested();
        var begun = calls.Count;
        try
        {
            if (_progress.ParallelTools && calls.Count > 1)
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
            await WaitForAsync([.. calls.Zip(children).Where(pair => pair.Second is not null)!]).ConfigureAwait(false);
        if (begun < calls.Count)
            turn.CancellationToken.ThrowIfCancellationRequested();

        async Task CallAsync(int i)
        {
            turn.OnUpdate?.Invoke(new ToolStartedUpdate(ToolRunner.Describe(calls[i])));
            var index = _progress.FindCall(first, calls[i].CallId);
            var key = _progress.Asked.WasChildElsewhere(calls[i].CallId, _journal.Branch) ? $"{_journal.Start}.{index}@{_journal.Branch}" : $"{_journal.Start}.{index}";
            try
            {
                var call = i < unknown && !_stage.Tools.IsIdempotent(calls[i])
                    ? ToolRunner.Describe(calls[i]) with { Result = ToolCallRepair.UnknownOutcome, Error = ToolCallRepair.UnknownOutcome }
                    : await _stage.Tools.CallAsync(calls[i], key).ConfigureAwait(false);
                results[i] = await RecordAsync(call, index).ConfigureAwait(false);
            }
            catch (ChildWaitsException e)
            {
                children[i] = e.Session;
            }
        }
    }

    /// <summary>Leaves calls of agents open that wait for a person.</summary>
    private async ValueTask WaitForAsync(IReadOnlyList<(FunctionCallContent Call, string Session)> waiting)
    {
        await _stage.Approvals.NoteAsync(waiting).ConfigureAwait(false);
        _progress.Open = [.. _progress.Open, .. waiting.Select(agent => agent.Call)];
    }

    private async ValueTask<(ChatMessage Message, Position Position)> RecordAsync(ToolCall call, int index)
    {
        call = TruncatedText.Within(call, turn.Limits.ResultCharacters, turn.Session.Log.MaxAttachmentBytes);
        var recorded = await _journal.RecordAsync(call).ConfigureAwait(false);
        _progress.Calls[index] = call;
        turn.OnUpdate?.Invoke(new ToolFinishedUpdate(call));
        return recorded;
    }

    private void Show((ChatMessage Message, Position Position) recorded) => _progress.Window.Add(recorded.Message, recorded.Position, _journal.Start, _journal.Author);
}
