using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Runs a turn: asks the model, commits its step, runs the tools that it calls, and again, until it answers. Handed over, another agent goes on with it.</summary>
internal sealed class TurnLoop(ActiveAgent first, TurnContext turn)
{
    private readonly TurnTransaction _transaction = turn.Transaction;
    private readonly TurnState _state = turn.State;
    private AgentActivation? _entered;
    private HandoffExecutor? _handoffs;
    private bool _repaired;

    /// <summary>The agent that has the turn.</summary>
    private AgentActivation Active => _entered!;

    /// <summary>Runs the turn to its end, which is not yet recorded.</summary>
    public async Task<TurnEndBody> RunAsync()
    {
        try
        {
            _entered = await AgentActivation.EnterAsync(first, turn).ConfigureAwait(false);
            var end = await RunStepsAsync().ConfigureAwait(false);
            await LeaveAsync(exception: null, waits: end.Status == TurnStatus.Waiting).ConfigureAwait(false);
            return end;
        }
        catch (Exception e)
        {
            var isSuspended = turn.IsSuspended(e);
            if (_state.Deferred is { } deferred && !isSuspended)
                await deferred.AbandonAsync(_transaction).ConfigureAwait(false);
            await LeaveAsync(e, waits: isSuspended).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<TurnEndBody> RunStepsAsync()
    {
        if (_state.IsAnswered && !await MustRepairAsync().ConfigureAwait(false))
            return new TurnEndBody { Status = TurnStatus.Completed };

        await FinishCallsAsync().ConfigureAwait(false);
        for (var step = 0; _state.Open.Count == 0; step++)
        {
            turn.CancellationToken.ThrowIfCancellationRequested();
            if (step >= turn.Limits.Steps)
                return Limited(RunLimit.Steps);
            if (_state.Tokens >= turn.Limits.Tokens)
                return Limited(RunLimit.Tokens);

            // A window may have cost model calls of its own: what is left is looked at after it.
            var shown = await _state.Window.BuildAsync(Active.Window, Active.Compaction, before: [], Active.Conversation, turn.CancellationToken).ConfigureAwait(false);
            if (_state.Tokens >= turn.Limits.Tokens)
                return Limited(RunLimit.Tokens);
            if (await turn.Guard.RefusesAsync(_transaction.Uncommitted, turn.CancellationToken).ConfigureAwait(false))
                return Limited(RunLimit.Usage);

            var answer = await Active.Model.CallAsync(shown, Active.Prompt, _state.Window, Active.Conversation, turn.CancellationToken).ConfigureAwait(false);
            await CommitAsync(answer).ConfigureAwait(false);
            if (_state.Open.Count > 0)
                await RunToolsAsync(unknown: 0).ConfigureAwait(false);
            else if (!await MustRepairAsync().ConfigureAwait(false))
                return new TurnEndBody { Status = TurnStatus.Completed };
        }

        return Wait();
    }

    /// <summary>Finishes the calls that a crash, or a wait for a person, left without a result.</summary>
    private async ValueTask FinishCallsAsync()
    {
        if (_state.Open.Count > 0 && Active.Approvals.AskAgain(_state.Open) is { } again)
            await _transaction.RecordAsync(again).ConfigureAwait(false);
        if (_state.Deferred is { } deferred && await deferred.RunAsync(turn, Active).ConfigureAwait(false) is { Count: > 0 } approved)
            await HandOverAsync(approved, deferred).ConfigureAwait(false);
        if (_state.Open.Count > 0)
            await RunToolsAsync(_state.MayHaveRun).ConfigureAwait(false);
    }

    /// <summary>Commits what the model said, with the requests for approval of calls in it.</summary>
    private async ValueTask CommitAsync(ModelStep step)
    {
        if (step.Response is not { } response)
        {
            await _transaction.RecordAsync(step, requests: null, _state.Window, commits: false).ConfigureAwait(false);
            _state.ClientFailure = step.IsClientFailure ? step.Failure!.SourceException : _state.ClientFailure;
            step.Failure!.Throw();
            return;
        }

        _state.Saw(response);
        var requests = _state.Open.Count == 0 ? null : await Active.Approvals.EvaluateAsync(_state.Open).ConfigureAwait(false);
        var goesOn = _state.Open.Count > 0 || Active.IsWatched || turn.Options.Output is not null;
        await _transaction.RecordAsync(step, requests, _state.Window, goesOn).ConfigureAwait(false);
        if (step.LostConversation)
            throw ServiceConversationException.IdMissing(turn.Session.Key, step.SentTo!, _transaction.Last);

        Active.WasAnswered();
        if (_state.Open.Count > 0)
            _state.Calls.AddRange(_state.Open.Select(ToolRunner.Describe));
    }

    private async ValueTask RunToolsAsync(int unknown)
    {
        if (await new ToolCallStep(turn, Active).RunAsync(unknown).ConfigureAwait(false) is { Count: > 0 } handoffs)
            await HandOverAsync(handoffs).ConfigureAwait(false);
    }

    /// <summary>Does what handoff of some calls may be, after which another agent has the turn.</summary>
    private async Task HandOverAsync(IReadOnlyList<FunctionCallContent> handoffs, DeferredCalls? deferred = null)
    {
        if (await (_handoffs ??= new HandoffExecutor(turn)).TryHandOverAsync(handoffs, Active, deferred).ConfigureAwait(false) is not { } next)
            return;

        await LeaveAsync(exception: null).ConfigureAwait(false);
        _state.HandOver(next.Agent.Name);
        await ServiceConversationTracker.CheckAsync(_transaction.Conversations, turn.Session.Log, ServiceConversationTracker.NameOf(next, turn.Options), next.Agent.OwnChatOptions?.ConversationId, turn.CancellationToken).ConfigureAwait(false);
        _entered = await AgentActivation.EnterAsync(next, turn).ConfigureAwait(false);
    }

    private ValueTask LeaveAsync(Exception? exception, bool waits = false) => _entered is { } left ? left.LeaveAsync(exception, waits) : ValueTask.CompletedTask;

    /// <summary>Ends the turn for now: people are to approve calls of it, or its caller to give results of calls.</summary>
    private TurnEndBody Wait()
    {
        _state.ForCaller = [.. _state.Open.Where(turn.IsForCaller(Active.Tools))];
        return new TurnEndBody { Status = TurnStatus.Waiting, Calls = _state.ForCaller.Count == 0 ? null : [.. _state.ForCaller.Select(call => call.CallId)] };
    }

    /// <summary>Looks whether the answer is the value that was asked for; tells the model once what is wrong.</summary>
    private async ValueTask<bool> MustRepairAsync()
    {
        if (turn.Options.Output is not { } output || output.FindProblem(_state.Text) is not { } problem)
            return false;
        if (_repaired)
            throw output.Fail(_state.Text, problem);

        _repaired = true;
        await _transaction.AskAgainAsync($"{problem} Answer again, with nothing but JSON of the schema.", _state.Window).ConfigureAwait(false);
        return true;
    }

    private static TurnEndBody Limited(RunLimit limit) => new() { Status = TurnStatus.Limited, Limit = limit };
}
