using System.Text.Json;

namespace Colloquy;

/// <summary>The pinned messages of a line: one key of the session's state, so that they follow the branch and its head, and are found at once.</summary>
internal static class PinList
{
    private const string Key = StateJson.ReservedPrefix + "pins";

    public static async ValueTask<IReadOnlyList<Position>> ReadAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        if (head.IsStart)
            return [];

        var written = await log.ReadStateAsync(head, Key, cancellationToken).ConfigureAwait(false);
        return written.Count > 0 && StateJson.Read(written[0], log.Key) is { Damage: null } entry
            ? entry.Value.Deserialize(LogJsonContext.Default.PositionArray) ?? []
            : [];
    }

    /// <summary>Changes the list; null leaves it.</summary>
    public static async ValueTask<bool> ChangeAsync(SessionLog log, Func<Position, IReadOnlyList<Position>, ValueTask<IReadOnlyList<Position>?>> change, CancellationToken cancellationToken)
    {
        await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var receipt = await log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var pins = await ReadAsync(log, writer.Head, cancellationToken).ConfigureAwait(false);
                if (await change(writer.Head, pins).ConfigureAwait(false) is not { } changed)
                    return false;

                var value = JsonSerializer.SerializeToElement([.. changed], LogJsonContext.Default.PositionArray);
                writer.Append(new StateBody(Key) { Value = value }, await log.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false));
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
        return receipt is not null;
    }
}
