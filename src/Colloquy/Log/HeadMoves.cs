namespace Colloquy;

/// <summary>Reads what moved the head of a branch last.</summary>
internal static class HeadMoves
{
    /// <summary>Returns the last move of the writer's branch; null when its head was never moved.</summary>
    public static async ValueTask<HeadMoveBody?> ReadAsync(SessionLog log, EntryWriter writer, CancellationToken cancellationToken) =>
        writer.Move ?? (await ReadLastAsync(log, writer.Moved, cancellationToken).ConfigureAwait(false))?.Body as HeadMoveBody;

    /// <summary>Returns the entry that moved a branch last, a fork too; null for none.</summary>
    public static async ValueTask<(Position Position, EntryBody Body)?> ReadLastAsync(SessionLog log, Position moved, CancellationToken cancellationToken) =>
        moved.IsStart ? null : (moved, log.Decode(await log.ReadEntryAsync(moved, headerOnly: false, cancellationToken).ConfigureAwait(false)));
}
