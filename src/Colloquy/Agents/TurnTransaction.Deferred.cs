using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>What waits for a person behind newer turns, and turns that tell what came of it.</content>
internal sealed partial class TurnTransaction
{
    private IReadOnlyList<DeferredTurn>? _deferred;

    /// <summary>Whether a turn that ends waiting waits for a person; else for its caller alone.</summary>
    public bool AsksPerson { get; set; } = true;

    /// <summary>What waits on the branch, before the turn writes anything.</summary>
    public ValueTask<BranchWaits> ReadWaitsAsync(CancellationToken cancellationToken) => BranchWaits.ReadAsync(log, _writer, orOpen: false, cancellationToken);

    /// <summary>Takes in the answers that were given on the branch and stand on what its head has left.</summary>
    public async ValueTask SeeAnswersAsync(ApprovalRequests asked, CancellationToken cancellationToken) =>
        await asked.SeeAsync(log, (await HeadMoves.ReadAsync(log, _writer, cancellationToken).ConfigureAwait(false))?.Answers, cancellationToken).ConfigureAwait(false);

    /// <summary>Settles what waits for a person on the branch, since there is new input: in a commit of its own, so that the model can be shown it.</summary>
    /// <exception cref="CallsWaitingException">Something waits, and the input is to be refused.</exception>
    public async ValueTask SettleAsync(WhenWaiting mode, CancellationToken cancellationToken)
    {
        var before = _writer.Pending.Count;
        _deferred = await InputBesideWaitingTurn.SettleAsync(log, _writer, mode, isCutOff: _activity == SessionActivity.Running, settlesOpen: true, cancellationToken).ConfigureAwait(false);
        if (_writer.Pending.Count > before)
            await CommitAsync(activity: null, release: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a turn that tells what came of calls that waited: it is there before they run, so that none runs twice.</summary>
    public async ValueTask BeginAsync(DeferredTurn tells, CancellationToken cancellationToken)
    {
        var before = await log.ReadTurnAsync(_writer.Head, cancellationToken).ConfigureAwait(false);
        Number = 1 + await TurnNumbers.ReadAsync(log, before, cancellationToken).ConfigureAwait(false);

        AppendGiven(before);

        // Before the start: an undo of the turn does not have the calls wait again.
        Note([.. _deferred!.Where(deferred => deferred.Turn != tells.Turn || deferred.Branch != tells.Branch)], before);
        Start = _writer.Append(new TurnStartBody { Number = Number, Tells = tells }, author: Author).Position;
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
        if (_state is { } state)
            await state.AppendToAsync(_writer, Start, Author).ConfigureAwait(false);
        var position = AppendOutcome(call, message, placeholder);
        if (again is not null)
            WaitsOn(again);
        await StepAsync(activity: null, CancellationToken.None).ConfigureAwait(false);
        return position;
    }

    /// <summary>Tells with the end of the turn what came of a call that was cut off, and what waits on since it was not begun.</summary>
    public void Abandon(ToolCall? cutOff, ChatMessage? message, Position placeholder, DeferredTurn? left)
    {
        if (cutOff is not null)
            AppendOutcome(cutOff, message!, placeholder);
        if (left is not null)
            WaitsOn(left);
    }

    /// <summary>Notes the service's conversation that the application gives, when it is new to the session.</summary>
    private void AppendGiven(Position turn)
    {
        if (Given is not { } given)
            return;

        _kept = ServiceConversations.Given(given, _writer.Tip.Next);
        _writer.Append(_kept.Write(), turn, Author);
    }

    private Position AppendOutcome(ToolCall call, ChatMessage message, Position placeholder) => _writer.Append(
        new MessageBody(Attachments.Detach(message, _writer, log)) { Outcome = placeholder, Duration = call.Duration, Error = call.Error, ChildSession = call.ChildSession },
        Start,
        Author).Position;

    private void WaitsOn(DeferredTurn turn) => Note([.. (_deferred ?? []).Where(deferred => deferred.Turn != turn.Turn), turn], Start);

    private void Note(IReadOnlyList<DeferredTurn> deferred, Position turn)
    {
        _deferred = deferred;
        _writer.Append(DeferredTurns.Write(deferred), turn);
        _writer.Waits = deferred.Any(one => one.Branch == Branch);
    }
}
