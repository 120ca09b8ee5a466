using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Moves heads, and reads how they moved: each move leads to the one before it, and to the one that a redo takes back next.</summary>
internal static class HeadOperations
{
    public const string Made = "made";
    public const string Pop = "pop";

    private static readonly EntryKind[] MessageAndStart = [EntryKind.Message, EntryKind.TurnStart];

    /// <summary>Moves the head of the writer's branch.</summary>
    public static async ValueTask MoveAsync(SessionLog log, EntryWriter writer, Position to, string reason, CancellationToken cancellationToken)
    {
        var last = await HeadMoves.ReadLastAsync(log, writer.Moved, cancellationToken).ConfigureAwait(false);
        var body = new HeadMoveBody { Branch = writer.Branch, From = writer.Head, To = to, Reason = reason, Previous = writer.Moved, Made = MadeBy(last), Earlier = FindUndone(last, writer.Head) };
        await MoveAsync(log, writer, body, last?.Body as HeadMoveBody, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the last undoing move of the writer's branch back; null when nothing was undone since the branch was last written to.</summary>
    public static async ValueTask<HeadMove?> RedoAsync(SessionLog log, EntryWriter writer, CancellationToken cancellationToken)
    {
        var last = await HeadMoves.ReadLastAsync(log, writer.Moved, cancellationToken).ConfigureAwait(false);
        var undone = FindUndone(last, writer.Head);
        if (undone.IsStart)
            return null;

        var move = await ReadMoveAsync(log, undone, cancellationToken).ConfigureAwait(false);
        var body = new HeadMoveBody { Branch = writer.Branch, From = writer.Head, To = move.From, Reason = HeadMoveBody.Redo, Previous = writer.Moved, Made = MadeBy(last), Earlier = move.Earlier };
        var entry = await MoveAsync(log, writer, body, last?.Body as HeadMoveBody, cancellationToken).ConfigureAwait(false);
        return Describe(entry, log.Decode(entry));
    }

    /// <summary>Moves the head, with what is known of approvals where it was: an answer counts, and a call does not run again, whatever is taken back.</summary>
    private static async ValueTask<Entry> MoveAsync(SessionLog log, EntryWriter writer, HeadMoveBody body, HeadMoveBody? before, CancellationToken cancellationToken)
    {
        var waits = writer.Waits;
        var there = await DeferredTurns.ReadAsync(log, body.To, cancellationToken).ConfigureAwait(false);
        var here = waits || there.Count > 0 || body.IsUndoing ? await DeferredTurns.ReadAsync(log, body.From, cancellationToken).ConfigureAwait(false) : [];
        var told = body.IsUndoing ? there.Where(deferred => deferred.Branch == writer.Branch && !here.Any(one => one.TurnStart == deferred.TurnStart)).Select(deferred => deferred.TurnStart) : [];
        if (body.IsUndoing && await FindToldAsync(log, body, there, here, cancellationToken).ConfigureAwait(false) is { } newest)
            told = told.Append(newest);
        var entry = writer.MoveHead(body with
        {
            Answers = Union(before?.Answers, here.Where(deferred => deferred.Branch == writer.Branch).SelectMany(deferred => deferred.Answers)),
            Told = Union(before?.Told, told),
        });
        writer.Waits = await BranchWaits.AnyAtAsync(log, writer, cancellationToken).ConfigureAwait(false);
        return entry;
    }

    /// <summary>The turn that waits at the end of where a head goes back to, when its calls had placeholders on what is left, and waited no more there; null for none.</summary>
    private static async ValueTask<Position?> FindToldAsync(SessionLog log, HeadMoveBody body, IReadOnlyList<DeferredTurn> there, IReadOnlyList<DeferredTurn> here, CancellationToken cancellationToken)
    {
        if (await WaitingTurn.ReadAsync(log, body.To, orOpen: false, cancellationToken).ConfigureAwait(false) is not { } newest
            || there.Any(deferred => deferred.TurnStart == newest.Start)
            || here.Any(deferred => deferred.TurnStart == newest.Start))
            return null;

        // Placeholders stand right behind the turn, but for results of its other calls.
        var read = LogRead.Forth(body.From, body.To) with { Kinds = MessageAndStart, Limit = Math.Clamp(newest.Open.Count, 1, LogRead.MaxLimit) };
        foreach (var entry in (await log.Store.ReadAsync(log.Key, read, cancellationToken).ConfigureAwait(false)).Entries)
        {
            if (entry.TurnStart != newest.Start)
                break;
            if (log.Decode(entry) is MessageBody { Placeholder: true })
                return newest.Start;
        }

        return null;
    }

    private static Position[]? Union(IReadOnlyList<Position>? before, IEnumerable<Position> more) => (before ?? []).Union(more).ToArray() is { Length: > 0 } all ? all : null;

    /// <summary>Reads the moves of a branch, the newest first.</summary>
    public static async IAsyncEnumerable<HeadMove> ReadBackAsync(SessionLog log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        for (var next = record.LastMove; !next.IsStart;)
        {
            var entry = await log.ReadEntryAsync(next, headerOnly: false, cancellationToken).ConfigureAwait(false);
            var body = log.Decode(entry);

            // Where a move went that cannot be read is not known, and what came before it neither.
            if (body is not (HeadMoveBody or BranchBody))
                yield break;
            yield return Describe(entry, body);
            next = body is HeadMoveBody move ? move.Previous : Position.Start;
        }
    }

    /// <summary>Whether a turn has no end because a person took its last messages back, and not because its process died.</summary>
    public static async ValueTask<bool> WasPoppedAsync(SessionLog log, Turn turn, CancellationToken cancellationToken) =>
        await HeadMoves.ReadLastAsync(log, log.Record.LastMove, cancellationToken).ConfigureAwait(false) is { Body: HeadMoveBody { Reason: Pop } move }
        && move.To >= turn.Start && move.To <= turn.End;

    private static HeadMove Describe(Entry entry, EntryBody body) => body switch
    {
        HeadMoveBody move => new HeadMove { Position = entry.Position, At = entry.At, From = move.From, To = move.To, Reason = move.Reason },
        _ => new HeadMove { Position = entry.Position, At = entry.At, To = ((BranchBody)body).Head, Reason = Made },
    };

    private static async ValueTask<HeadMoveBody> ReadMoveAsync(SessionLog log, Position position, CancellationToken cancellationToken) =>
        log.Decode(await log.ReadEntryAsync(position, headerOnly: false, cancellationToken).ConfigureAwait(false)) as HeadMoveBody
            ?? throw new CorruptDataException(log.Key, position, "should record a move of a head, but does not");

    private static Position MadeBy((Position Position, EntryBody Body)? last) => last switch
    {
        { Body: HeadMoveBody move } => move.Made,
        { Body: BranchBody, Position: var made } => made,
        _ => Position.Start,
    };

    /// <summary>The move that a redo takes back now; none when the branch was written to since it was made.</summary>
    private static Position FindUndone((Position Position, EntryBody Body)? last, Position head) => last switch
    {
        { Body: HeadMoveBody move, Position: var position } when move.To == head => move.IsUndoing ? position : move.Earlier,
        _ => Position.Start,
    };
}
