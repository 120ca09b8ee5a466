using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The calls whose outcome a turn tells: those that a person approved run now, one after the other, and each outcome is input of the turn.</summary>
/// <param name="deferred">The turn that waited.</param>
/// <param name="calls">What is to be done.</param>
internal sealed class DeferredCalls(DeferredTurn deferred, IReadOnlyList<DeferredCalls.DueCall> calls)
{
    private readonly HashSet<Position> _begun = [];
    private readonly HashSet<Position> _told = [];
    private List<DeferredCall>? _again;

    /// <summary>How many of the first calls without an outcome may have run already, in the process that died.</summary>
    public int MayHaveRun { get; init; }

    /// <summary>Reads the calls of a turn that waited.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="deferred">The turn.</param>
    /// <param name="waiting">The turn as it waits.</param>
    /// <param name="told">The placeholders whose outcome was told already.</param>
    /// <param name="mayHaveRun">How many of the first that are left may have run.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async ValueTask<DeferredCalls> ReadAsync(SessionLog log, DeferredTurn deferred, WaitingTurn waiting, HashSet<Position> told, int mayHaveRun, CancellationToken cancellationToken)
    {
        var turn = await TurnReader.FindNewestAsync(log, deferred.End, cancellationToken).ConfigureAwait(false)
            ?? throw new CorruptDataException(log.Key, deferred.TurnStart, "should start a turn that waits, and is not on the line");
        var before = await TurnState.ReadAsync(log, turn, "", place: null, cancellationToken).ConfigureAwait(false);
        var asked = waiting.FindAsked(deferred.Branch);
        var taken = new HashSet<int>();
        List<DueCall> items = [];
        foreach (var call in deferred.Calls)
        {
            var open = waiting.Open[call.Index];
            var index = Enumerable.Range(0, before.Calls.Count).Where(i => before.Calls[i].CallId == open.Call.CallId && before.Calls[i].Result is null && !taken.Contains(i)).DefaultIfEmpty(-1).First();
            taken.Add(index);
            var key = waiting.Asked.WasChildElsewhere(open.Call.CallId, deferred.Branch) ? $"{deferred.TurnStart}.{index}@{deferred.Branch}" : $"{deferred.TurnStart}.{index}";
            if (!told.Contains(call.Placeholder))
                items.Add(new DueCall(call, open, asked[call.Index]?.Answer, key));
        }

        return new DeferredCalls(deferred, items) { MayHaveRun = mayHaveRun };
    }

    /// <summary>Tells what came of each call, after it has run if it may.</summary>
    /// <returns>The handoffs among them, which are to be done.</returns>
    public async ValueTask<IReadOnlyList<FunctionCallContent>> RunAsync(TurnContext turn, AgentActivation active)
    {
        List<FunctionCallContent> handoffs = [];
        for (var i = 0; i < calls.Count; i++)
        {
            var (item, call) = (calls[i], calls[i].Open.Call);
            var described = ToolRunner.Describe(call);
            if (item.MayRun && active.Tools.FindHandoff(call) is not null)
            {
                turn.State.Calls.Add(described);
                handoffs.Add(call);
                continue;
            }

            turn.CancellationToken.ThrowIfCancellationRequested();
            turn.State.Calls.Add(described);
            turn.OnUpdate?.Invoke(new ToolCallUpdate(described, IsFinished: false));
            var done = await CallAsync(i, item, described, active).ConfigureAwait(false);
            await TellAsync(turn, item, TruncatedText.Within(done, turn.Limits.ResultCharacters, turn.Session.Log.MaxAttachmentBytes)).ConfigureAwait(false);
        }

        return handoffs;
    }

    /// <summary>Records the outcome of a handoff, which was done.</summary>
    public (ChatMessage Message, Position Placeholder) Tell(FunctionCallContent call, ToolCall done)
    {
        var item = calls.First(one => ReferenceEquals(one.Open.Call, call));
        _told.Add(item.Call.Placeholder);
        return (OutcomeTurn.ToMessage(call, done.Result), item.Call.Placeholder);
    }

    /// <summary>Has the log tell, when the turn is cut off, that the outcome of the call under way is unknown, and that those behind it wait on.</summary>
    public ValueTask AbandonAsync(TurnTransaction transaction)
    {
        var cutOff = calls.FirstOrDefault(item => _begun.Contains(item.Call.Placeholder) && !_told.Contains(item.Call.Placeholder));
        List<DeferredCall> left = [.. calls.Where(item => !_begun.Contains(item.Call.Placeholder) && !_told.Contains(item.Call.Placeholder)).Select(item => item.Call), .. _again ?? []];
        return transaction.AbandonAsync(
            cutOff is null ? null : ToolRunner.Describe(cutOff.Open.Call) with { Error = ToolCallRepair.UnknownOutcome },
            cutOff is null ? null : OutcomeTurn.ToMessage(cutOff.Open.Call, ToolCallRepair.UnknownOutcome),
            cutOff?.Call.Placeholder ?? default,
            left.Count == 0 ? null : deferred with { Calls = left });
    }

    private async ValueTask<ToolCall> CallAsync(int i, DueCall item, ToolCall described, AgentActivation active)
    {
        if (!item.MayRun)
            return described with { Result = ApprovalResult.Refused(item.Answer!), Error = ApprovalResult.Refused(item.Answer!) };

        _begun.Add(item.Call.Placeholder);
        if (i < MayHaveRun && !active.Tools.IsIdempotent(item.Open.Call))
            return described with { Result = ToolCallRepair.UnknownOutcome, Error = ToolCallRepair.UnknownOutcome };

        try
        {
            return await active.Tools.CallAsync(item.Open.Call, item.Key).ConfigureAwait(false);
        }
        catch (ChildWaitsException e)
        {
            (_again ??= []).Add(item.Call);
            return described with { Result = ApprovalResult.WaitsAgain, ChildSession = e.Session };
        }
    }

    private async ValueTask TellAsync(TurnContext turn, DueCall item, ToolCall call)
    {
        var message = OutcomeTurn.ToMessage(item.Open.Call, call.Result);
        var waitsAgain = _again?.Contains(item.Call) == true;
        var position = await turn.Transaction.RecordOutcomeAsync(call, message, item.Call.Placeholder, waitsAgain ? deferred with { Calls = _again! } : null).ConfigureAwait(false);
        _told.Add(item.Call.Placeholder);
        turn.State.Calls[^1] = call;
        turn.State.Window.Add(message, position, turn.Transaction.TurnStart, turn.Transaction.Author);
        turn.State.InputCount = turn.State.Window.TurnCount;
        turn.OnUpdate?.Invoke(new ToolCallUpdate(call, IsFinished: true));
    }

    /// <summary>A call that waited.</summary>
    /// <param name="Call">How it waited.</param>
    /// <param name="Open">The call.</param>
    /// <param name="Answer">What a person answered; null when an agent that is the tool asks itself.</param>
    /// <param name="Key">What names the call in the session.</param>
    internal sealed record DueCall(DeferredCall Call, PendingCall Open, ApprovalAnswerBody? Answer, string Key)
    {
        public bool MayRun => Answer is null or { Decision: ApprovalDecision.Approved };
    }
}
