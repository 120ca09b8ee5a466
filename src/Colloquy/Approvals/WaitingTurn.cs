using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>A turn that waits for a person or was cut off, with the calls of its last response that have no result.</summary>
internal sealed record WaitingTurn(Position Start, bool Waits, ApprovalRequests Asked, IReadOnlyList<PendingCall> Open)
{
    private static readonly EntryKind[] MarkKinds = [EntryKind.TurnStart, EntryKind.TurnEnd, EntryKind.TurnResume];
    private static readonly EntryKind[] Kinds = [.. MarkKinds, EntryKind.ModelCall, EntryKind.Message, EntryKind.ApprovalRequest, EntryKind.ApprovalAnswer];

    /// <summary>How it waits behind newer turns; null when it is the newest, and the same turn goes on when it is answered.</summary>
    public DeferredTurn? Deferral { get; init; }

    /// <summary>Whether its calls were settled in a turn that was taken back: they may have run, and nobody can answer them any more.</summary>
    public bool WasTold { get; init; }

    /// <summary>Reads the newest turn of a line; null when it neither waits nor, if that is asked for, lacks an end.</summary>
    public static async ValueTask<WaitingTurn?> ReadAsync(SessionLog log, Position head, bool orOpen, CancellationToken cancellationToken)
    {
        if (head.IsStart || (log.Known is { } known && known.Entry == head && !known.Waits && !orOpen))
            return null;

        var mark = await log.ReadOnceAsync(LogRead.Back(head) with { Kinds = MarkKinds, Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false);
        if (mark.Entries is not [var newest])
            return null;

        var waits = KnownTurn.IsWaitingEnd(newest);
        return waits || (orOpen && newest.Kind != EntryKind.TurnEnd) ? await ReadAsync(log, head, newest.TurnStart, waits, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Reads a turn that waits behind newer ones, with the answers that were given since.</summary>
    public static async ValueTask<WaitingTurn> ReadAsync(SessionLog log, DeferredTurn deferred, CancellationToken cancellationToken)
    {
        var waiting = await ReadAsync(log, deferred.End, deferred.TurnStart, waits: true, cancellationToken).ConfigureAwait(false);
        return await (waiting with { Deferral = deferred }).SeeAsync(log, deferred.Answers, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes in answers that do not stand on the turn's own part of the line.</summary>
    public async ValueTask<WaitingTurn> SeeAsync(SessionLog log, IReadOnlyList<Position>? answers, CancellationToken cancellationToken)
    {
        await Asked.SeeAsync(log, answers, cancellationToken).ConfigureAwait(false);
        return this;
    }

    /// <summary>What a person was asked about each open call, by place: of several with one id, the first request is that of the first call.</summary>
    public ApprovalRequest?[] FindAsked(string branch)
    {
        var asked = new ApprovalRequest?[Open.Count];
        for (var i = 0; i < asked.Length; i++)
        {
            var (call, arguments) = (Open[i].Call, ToolArguments.Write(Open[i].Call.Arguments));
            List<ApprovalRequest> left = [.. Asked.FindAll(branch).Where(one => one.Request.Call == call.CallId && Array.IndexOf(asked, one, 0, i) < 0)];
            asked[i] = left.Find(one => one.Request.Tool == call.Name && ToolArguments.AreSame(one.Request.Arguments, arguments)) ?? left.FirstOrDefault();
        }

        return asked;
    }

    private static async ValueTask<WaitingTurn> ReadAsync(SessionLog log, Position head, Position start, bool waits, CancellationToken cancellationToken)
    {
        List<Entry> entries = [];
        await foreach (var entry in log.ReadAsync(LogRead.Back(head) with { Kinds = Kinds, Limit = 32 }, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Position == start || (entry.Kind == EntryKind.ModelCall && (entry.IsPruned || log.Decode(entry) is ModelCallBody { Purpose: null })))
                break;
            if (entry.Kind == EntryKind.ModelCall || entry.TurnStart != start)
                continue;
            entries.Add(entry);
        }

        var asked = new ApprovalRequests();
        List<PendingCall> open = [];
        foreach (var entry in Enumerable.Reverse(entries))
        {
            var body = log.Decode(entry);
            asked.Saw(entry, body);
            if (body is not MessageBody { Partial: false, Message: var message })
                continue;

            open.AddRange(message.Contents.OfType<FunctionCallContent>().Where(call => !call.InformationalOnly).Select(call => new PendingCall(call, entry.Author)));
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
            {
                if (open.FindIndex(made => made.Call.CallId == result.CallId) is >= 0 and var answered)
                    open.RemoveAt(answered);
            }
        }

        return new WaitingTurn(start, waits, asked, open);
    }
}

/// <summary>A call without a result, and the agent whose it is.</summary>
internal readonly record struct PendingCall(FunctionCallContent Call, string? Author);
