using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Moves heads, and reads how they moved: each move leads to the one before it, and to the one that a redo takes back next.</summary>
internal static class SessionHeads
{
    public const string Made = "made";
    public const string Pop = "pop";

    /// <summary>Moves the head of the writer's branch.</summary>
    public static async ValueTask MoveAsync(SessionLog log, EntryWriter writer, Position to, string reason, CancellationToken cancellationToken)
    {
        var last = await ReadLastAsync(log, writer.Moved, cancellationToken).ConfigureAwait(false);
        writer.MoveHead(to, reason, MadeBy(last), FindUndone(last, writer.Head));
    }

    /// <summary>Takes the last undoing move of the writer's branch back.</summary>
    public static async ValueTask<HeadMove> RedoAsync(SessionLog log, EntryWriter writer, CancellationToken cancellationToken)
    {
        var last = await ReadLastAsync(log, writer.Moved, cancellationToken).ConfigureAwait(false);
        var undone = FindUndone(last, writer.Head);
        if (undone.IsStart)
            throw new NothingToRedoException(log.Key, writer.Branch);

        var move = await ReadMoveAsync(log, undone, cancellationToken).ConfigureAwait(false);
        var entry = writer.MoveHead(move.From, HeadMoveBody.Redo, MadeBy(last), move.Earlier);
        return Describe(entry, log.Decode(entry));
    }

    /// <summary>Reads the moves of a branch, the newest first.</summary>
    public static async IAsyncEnumerable<HeadMove> ReadBackAsync(SessionLog log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        for (var next = record.Moved; !next.IsStart;)
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
        await ReadLastAsync(log, log.Record.Moved, cancellationToken).ConfigureAwait(false) is { Body: HeadMoveBody { Reason: Pop } move }
        && move.To >= turn.Start && move.To <= turn.End;

    private static HeadMove Describe(Entry entry, EntryBody body) => body switch
    {
        HeadMoveBody move => new HeadMove { Position = entry.Position, At = entry.At, From = move.From, To = move.To, Reason = move.Reason },
        _ => new HeadMove { Position = entry.Position, At = entry.At, To = ((BranchBody)body).Head, Reason = Made },
    };

    private static async ValueTask<(Position Position, EntryBody Body)?> ReadLastAsync(SessionLog log, Position moved, CancellationToken cancellationToken) =>
        moved.IsStart ? null : (moved, log.Decode(await log.ReadEntryAsync(moved, headerOnly: false, cancellationToken).ConfigureAwait(false)));

    private static async ValueTask<HeadMoveBody> ReadMoveAsync(SessionLog log, Position position, CancellationToken cancellationToken) =>
        log.Decode(await log.ReadEntryAsync(position, headerOnly: false, cancellationToken).ConfigureAwait(false)) as HeadMoveBody
            ?? throw new CorruptEntryException(log.Key, position, "should record a move of a head, but does not");

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
