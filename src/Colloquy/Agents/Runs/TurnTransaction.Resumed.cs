using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>Turns that go on, and outcomes of calls that waited behind newer turns.</content>
internal sealed partial class TurnTransaction
{
    /// <summary>Goes on with a turn that ended waiting.</summary>
    /// <param name="othersWait">Whether other turns of the branch wait for a person.</param>
    /// <param name="cancellationToken">Cancels the commit.</param>
    public async ValueTask ReopenAsync(bool othersWait, CancellationToken cancellationToken)
    {
        using var entered = await EnterAsync(CancellationToken.None).ConfigureAwait(false);
        _writer.Entries.Append(new TurnResumeBody(), TurnStart, Author);
        _writer.Entries.Waits = othersWait;
        await StepAsync(SessionActivity.Running, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on with a turn that waited for its caller, with the results that the caller gave and what was said besides, in one commit.</summary>
    public async ValueTask ReopenAsync(bool othersWait, IReadOnlyList<FunctionResultContent> results, IReadOnlyList<ChatMessage> besides, TurnState state, CancellationToken cancellationToken)
    {
        using var entered = await EnterAsync(CancellationToken.None).ConfigureAwait(false);
        _writer.Entries.Append(new TurnResumeBody(), TurnStart, Author);
        _writer.Entries.Waits = othersWait;
        foreach (var result in results)
        {
            var message = Take(new ChatMessage(ChatRole.Tool, [result]));
            var entry = _writer.Entries.Append(new MessageBody(_writer.Detach(message)), TurnStart, Author);
            state.Window.Add(message, entry.Position, TurnStart, Author);
            state.Answer(state.Calls[state.FindCall(0, result.CallId)] with { Result = ((FunctionResultContent)message.Contents[0]).Result });
        }

        foreach (var message in besides)
            Append(Take(message), state.Window, author: null);
        await StepAsync(SessionActivity.Running, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records what came of a call that waited, with what the tool wrote to the state, as input of the turn.</summary>
    /// <param name="call">The call with its result.</param>
    /// <param name="message">What the model is told.</param>
    /// <param name="placeholder">The placeholder of the call.</param>
    /// <param name="again">What waits on, when its agent asked a person again; null when the call is done.</param>
    public async ValueTask<Position> RecordOutcomeAsync(ToolCall call, ChatMessage message, Position placeholder, DeferredTurn? again = null)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        await AppendStateAsync().ConfigureAwait(false);
        var position = AppendOutcome(call, message, placeholder);
        if (again is not null)
            WaitOn(again);
        await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
        return position;
    }

    /// <summary>Records what came of a call that was cut off, and what waits on since it was not begun; committed with the end of the turn.</summary>
    public async ValueTask AbandonAsync(ToolCall? cutOff, ChatMessage? message, Position placeholder, DeferredTurn? left)
    {
        using var entered = await EnterAsync().ConfigureAwait(false);
        if (cutOff is not null)
            AppendOutcome(cutOff, message!, placeholder);
        if (left is not null)
            WaitOn(left);
    }

    private Position AppendOutcome(ToolCall call, ChatMessage message, Position placeholder) => _writer.Entries.Append(
        new MessageBody(_writer.Detach(message)) { Outcome = placeholder, Duration = call.Duration, Error = call.Error, ChildSession = call.ChildSession },
        TurnStart,
        Author).Position;

    private void WaitOn(DeferredTurn turn) => _deferred = _writer.Note([.. _deferred.Where(deferred => deferred.TurnStart != turn.TurnStart), turn], TurnStart);
}
