using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The newest turn of a line, when it waits for a person or was cut off, with the calls of its last response that have no result.</summary>
internal sealed record WaitingTurn(Position Start, bool Waits, AskedCalls Asked, IReadOnlyList<OpenCall> Open)
{
    private static readonly EntryKind[] MarkKinds = [EntryKind.TurnStart, EntryKind.TurnEnd, EntryKind.TurnResume];
    private static readonly EntryKind[] Kinds = [.. MarkKinds, EntryKind.ModelCall, EntryKind.Message, EntryKind.ApprovalRequest, EntryKind.ApprovalAnswer];

    /// <summary>Reads it; null when the newest turn neither waits nor, if that is asked for, lacks an end.</summary>
    public static async ValueTask<WaitingTurn?> ReadAsync(SessionLog log, Position head, bool orOpen, CancellationToken cancellationToken)
    {
        if (head.IsStart || (log.Known is { } known && known.Entry == head && !known.Waits && !orOpen))
            return null;

        var mark = await log.ReadOnceAsync(LogRead.Back(head) with { Kinds = MarkKinds, Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false);
        if (mark.Entries is not [var newest])
            return null;

        var waits = KnownTurn.IsWaitingEnd(newest);
        return waits || (orOpen && newest.Kind != EntryKind.TurnEnd) ? await ReadAsync(log, head, newest.Turn, waits, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>What the session is doing when the branch is left: when it waits, and not for an answer on this branch, it waits on.</summary>
    public static async ValueTask<SessionActivity> LeaveAsync(SessionLog log, SessionRecord record, CancellationToken cancellationToken) =>
        record.Activity == SessionActivity.Waiting && (await ReadAsync(log, record.Head, orOpen: false, cancellationToken).ConfigureAwait(false))?.Asked.IsFor(record.Branch) != true
            ? SessionActivity.Waiting
            : SessionActivity.Idle;

    /// <summary>What the session is doing when the branch is come to.</summary>
    public static async ValueTask<SessionActivity> ComeAsync(SessionLog log, Position head, CancellationToken cancellationToken) =>
        await ReadAsync(log, head, orOpen: false, cancellationToken).ConfigureAwait(false) is null ? SessionActivity.Idle : SessionActivity.Waiting;

    /// <summary>Ends it, when the conversation goes on without it: what waits is withdrawn, and each call gets a result that says that it was not run.</summary>
    public void Withdraw(EntryWriter writer)
    {
        foreach (var (call, author) in Open)
        {
            var asked = Asked.Find(call.CallId, writer.Branch);
            if (asked is null && !Waits)
                continue;

            // In a turn that was cut off, what was approved may have run: what is said of calls of unknown outcome is true of it.
            if (!Waits && asked!.Answer is { Decision: ApprovalDecision.Approved })
                continue;

            if (asked is { Answer: null })
                writer.Append(new ApprovalAnswerBody { Request = asked.Position, Decision = ApprovalDecision.Withdrawn }, Start, author);
            var result = asked?.Answer is { Decision: ApprovalDecision.Refused } refusal ? ApprovalResult.Refused(refusal) : asked is null && !Asked.WasAsked(call.CallId) ? ApprovalResult.LeftBehind : ApprovalResult.Withdrawn;
            writer.Append(new MessageBody(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, result)])) { Error = result }, Start, author);
        }

        if (Waits)
            writer.Append(new TurnEndBody { Status = TurnStatus.Cancelled }, Start, Open.Count == 0 ? null : Open[^1].Author);
    }

    private static async ValueTask<WaitingTurn> ReadAsync(SessionLog log, Position head, Position start, bool waits, CancellationToken cancellationToken)
    {
        List<Entry> entries = [];
        await foreach (var entry in log.ReadAsync(LogRead.Back(head) with { Kinds = Kinds, Limit = 32 }, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Position == start || (entry.Kind == EntryKind.ModelCall && (entry.IsPruned || log.Decode(entry) is ModelCallBody { Purpose: null })))
                break;
            if (entry.Kind == EntryKind.ModelCall)
                continue;
            entries.Add(entry);
        }

        var asked = new AskedCalls();
        List<OpenCall> open = [];
        foreach (var entry in Enumerable.Reverse(entries))
        {
            var body = log.Decode(entry);
            asked.Saw(entry, body);
            if (body is not MessageBody { Partial: false, Message: var message })
                continue;

            open.AddRange(message.Contents.OfType<FunctionCallContent>().Where(call => !call.InformationalOnly).Select(call => new OpenCall(call, entry.Author)));
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
                open.RemoveAll(made => made.Call.CallId == result.CallId);
        }

        return new WaitingTurn(start, waits, asked, open);
    }
}

/// <summary>A call without a result, and the agent whose it is.</summary>
internal readonly record struct OpenCall(FunctionCallContent Call, string? Author);
