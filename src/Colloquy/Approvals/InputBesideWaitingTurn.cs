using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Settles what waits for a person when there is new input: placeholders, withdrawals, or a refusal of the input.</summary>
internal static class InputBesideWaitingTurn
{
    /// <summary>Writes what is to stand before the new input.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="writer">Where the input will be written.</param>
    /// <param name="mode">What the input does to what waits.</param>
    /// <param name="isCutOff">Whether the process of the newest turn may have died.</param>
    /// <param name="settlesOpen">Whether calls of such a turn get results here; else windows say of them that their outcome is unknown.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The turns that wait behind the new one.</returns>
    /// <exception cref="CallsWaitingException">Something waits, and the input is to be refused.</exception>
    public static async ValueTask<IReadOnlyList<DeferredTurn>> SettleAsync(SessionLog log, EntryWriter writer, WhenWaiting mode, bool isCutOff, bool settlesOpen, CancellationToken cancellationToken)
    {
        var waits = await BranchWaits.ReadAsync(log, writer, orOpen: isCutOff && settlesOpen, cancellationToken).ConfigureAwait(false);
        return waits.IsNothing && !isCutOff ? [] : await SettleAsync(log, writer, waits, mode, isCutOff, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<IReadOnlyList<DeferredTurn>> SettleAsync(SessionLog log, EntryWriter writer, BranchWaits waits, WhenWaiting mode, bool isCutOff, CancellationToken cancellationToken)
    {
        if (mode == WhenWaiting.Reject && waits.Turns.Any(turn => !turn.Asked.AreAllExpired(writer.Branch)))
            throw new CallsWaitingException(log.Key, writer.Branch, await ApprovalOperations.DescribeAsync(log, waits.Turns, writer.Branch, cancellationToken).ConfigureAwait(false));

        var newestTurn = waits.Turns.Count > 0 || waits.Noted.Count > 0 ? await log.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false) : default;
        var untold = isCutOff ? await OutcomeTurn.AbandonAsync(log, writer, cancellationToken).ConfigureAwait(false) : null;
        List<DeferredTurn> left = [.. waits.Noted.Where(noted => noted.Branch != writer.Branch)];
        foreach (var turn in waits.Turns.Where(turn => turn.Deferral is not null))
        {
            if ((mode == WhenWaiting.Withdraw ? await WithdrawDeferredAsync(log, writer, turn, newestTurn, cancellationToken).ConfigureAwait(false) : Expire(writer, turn, newestTurn)) is { } deferred)
                left.Add(deferred);
        }

        if (untold is not null)
            left.Add(untold);
        if (waits.Newest is { } newest && await SettleAsync(log, writer, newest, mode, waits.Turns.Contains(newest), cancellationToken).ConfigureAwait(false) is { } more)
            left.Add(more);
        if (!left.SequenceEqual(waits.Noted))
            writer.Append(DeferredTurns.Write(left), newestTurn);
        writer.Waits = left.Exists(deferred => deferred.Branch == writer.Branch);
        return left;
    }

    /// <summary>Gives each open call of the newest turn a result, real or a placeholder.</summary>
    /// <returns>How the turn waits on; null when nothing of it does.</returns>
    private static async ValueTask<DeferredTurn?> SettleAsync(SessionLog log, EntryWriter writer, WaitingTurn turn, WhenWaiting mode, bool canBeAnswered, CancellationToken cancellationToken)
    {
        var keeps = canBeAnswered && (mode != WhenWaiting.Withdraw || await HasApprovedAsync(log, turn, writer.Branch, cancellationToken).ConfigureAwait(false));
        if (!keeps && !turn.WasTold)
            await ApprovalOperations.WithdrawChildrenAsync(log, turn.Asked, writer.Branch, cancellationToken).ConfigureAwait(false);

        var (end, asked) = (writer.Head, turn.FindAsked(writer.Branch));
        List<int> waiting = [];
        List<Position> answers = [];
        for (var i = 0; i < turn.Open.Count; i++)
        {
            var (call, author) = turn.Open[i];
            if (keeps && (turn.Asked.HasChild(call.CallId, writer.Branch) || asked[i]?.Answer is { Decision: ApprovalDecision.Approved } || (asked[i] is { Answer: null } && mode != WhenWaiting.Withdraw)))
            {
                waiting.Add(i);
                continue;
            }

            if (FindResult(turn, call.CallId, asked[i]) is not { } result)
                continue;
            if (asked[i] is { } unanswered && !turn.WasTold && (unanswered.Answer is null || unanswered.IsExpiryDue))
                answers.Add(Decide(writer, turn.Start, unanswered, author));
            Append(writer, turn.Start, call, result, author, isPlaceholder: false);
        }

        // Behind the results, so that a pop takes them and nothing else.
        List<DeferredCall> calls = [];
        foreach (var i in waiting)
        {
            var text = asked[i]?.Answer is { Decision: ApprovalDecision.Approved } ? ApprovalResult.Approved : ApprovalResult.Waits;
            calls.Add(new DeferredCall { Index = i, Placeholder = Append(writer, turn.Start, turn.Open[i].Call, text, turn.Open[i].Author, isPlaceholder: true) });
        }

        if (calls.Count > 0)
        {
            if (mode == WhenWaiting.Withdraw)
                await ApprovalOperations.WithdrawUnansweredAsync(log, turn.Asked, writer.Branch, cancellationToken).ConfigureAwait(false);
            return new DeferredTurn { TurnStart = turn.Start, Branch = writer.Branch, End = end, Calls = calls, Answers = answers };
        }

        if (turn.Waits)
            writer.Append(new TurnEndBody { Status = TurnStatus.Cancelled }, turn.Start, turn.Open.Count == 0 ? null : turn.Open[^1].Author);
        return null;
    }

    /// <summary>What the model is told of a call that does not wait on; null leaves it to windows, which say that the outcome is unknown.</summary>
    private static string? FindResult(WaitingTurn turn, string call, ApprovalRequest? asked)
    {
        if (turn.WasTold)
            return ApprovalResult.Unknown;

        // In a turn that was cut off, what nobody was asked about, or what was approved, may have run.
        if (!turn.Waits && asked is null or { Answer.Decision: ApprovalDecision.Approved })
            return null;
        return asked?.Answer is { Decision: not ApprovalDecision.Approved } refusal ? ApprovalResult.Refused(refusal)
            : asked is null && !turn.Asked.WasAsked(call) && !turn.Asked.HasChild(call) ? ApprovalResult.LeftBehind : ApprovalResult.Withdrawn;
    }

    /// <summary>Withdraws what is unanswered of a turn behind newer ones; when nothing of it was approved, tells the model so, and the turn waits no more.</summary>
    private static async ValueTask<DeferredTurn?> WithdrawDeferredAsync(SessionLog log, EntryWriter writer, WaitingTurn turn, Position newestTurn, CancellationToken cancellationToken)
    {
        var deferral = turn.Deferral!;
        var keeps = await HasApprovedAsync(log, turn, writer.Branch, cancellationToken).ConfigureAwait(false);
        if (keeps)
            await ApprovalOperations.WithdrawUnansweredAsync(log, turn.Asked, writer.Branch, cancellationToken).ConfigureAwait(false);
        else
            await ApprovalOperations.WithdrawChildrenAsync(log, turn.Asked, writer.Branch, cancellationToken).ConfigureAwait(false);

        var (asked, answers) = (turn.FindAsked(writer.Branch), deferral.Answers.ToList());
        foreach (var call in deferral.Calls)
        {
            if (asked[call.Index] is { } unanswered && (unanswered.Answer is null || unanswered.IsExpiryDue))
                answers.Add(Decide(writer, newestTurn, unanswered, turn.Open[call.Index].Author));
            if (!keeps)
                OutcomeTurn.Append(writer, newestTurn, turn.Open[call.Index], call.Placeholder, asked[call.Index]?.Answer is { Decision: not ApprovalDecision.Approved } refusal ? ApprovalResult.Refused(refusal) : ApprovalResult.Withdrawn);
        }

        return keeps ? deferral with { Answers = answers } : null;
    }

    /// <summary>Whether a call was approved, of a turn or of an agent that works for it, and has not run.</summary>
    private static async ValueTask<bool> HasApprovedAsync(SessionLog log, WaitingTurn turn, string branch, CancellationToken cancellationToken)
    {
        if (Array.Exists(turn.FindAsked(branch), one => one?.Answer is { Decision: ApprovalDecision.Approved }))
            return true;

        foreach (var id in turn.Asked.Children(branch))
        {
            if (await ApprovalOperations.OpenChildAsync(log, id, cancellationToken).ConfigureAwait(false) is not { } child)
                continue;

            foreach (var below in (await BranchWaits.ReadAsync(child, child.Record, cancellationToken).ConfigureAwait(false)).Turns)
            {
                if (await HasApprovedAsync(child, below, child.Record.Branch, cancellationToken).ConfigureAwait(false))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Records of a turn that waits on behind newer ones which of its requests have expired.</summary>
    private static DeferredTurn Expire(EntryWriter writer, WaitingTurn turn, Position newestTurn)
    {
        var deferral = turn.Deferral!;
        List<Position> expired = [.. turn.Asked.ExpiryDue(writer.Branch).ToList().Select(asked => Decide(writer, newestTurn, asked, author: null))];
        return expired.Count == 0 ? deferral : deferral with { Answers = [.. deferral.Answers, .. expired] };
    }

    /// <summary>Records that a request is withdrawn, or that its time has run out.</summary>
    private static Position Decide(EntryWriter writer, Position turn, ApprovalRequest asked, string? author)
    {
        var answer = asked.IsExpiryDue ? asked.Answer! : new ApprovalAnswerBody { Request = asked.Position, Decision = ApprovalDecision.Withdrawn };
        (asked.Answer, asked.IsExpiryDue) = (answer, false);
        return writer.Append(answer, turn, author).Position;
    }

    private static Position Append(EntryWriter writer, Position turn, FunctionCallContent call, string result, string? author, bool isPlaceholder) => writer.Append(
        new MessageBody(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, result)])) { Error = isPlaceholder ? null : result, Placeholder = isPlaceholder },
        turn,
        author).Position;
}
