using System.Text.Json;

namespace Colloquy;

/// <summary>The pinned messages of a line: one key of the session's state, so that they follow the branch and its head, and are found at once.</summary>
internal static class PinList
{
    public const string Key = StateJson.ReservedPrefix + "pins";

    public static async ValueTask<IReadOnlyList<Position>> ReadAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        if (head.IsStart)
            return [];

        var written = await log.ReadStateAsync(head, Key, cancellationToken).ConfigureAwait(false);
        return Of(written.Count == 0 ? null : written[0], log.Key);
    }

    /// <summary>The list that its newest write holds; an empty one for none.</summary>
    public static IReadOnlyList<Position> Of(Entry? newest, SessionKey session) =>
        StateJson.ReadReserved(newest, session, LogJsonContext.Default.PositionArray) ?? [];

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

    /// <summary>Refuses a position that holds no message of a line.</summary>
    public static async ValueTask EnsureOnLineAsync(SessionLog log, Position head, Position message, CancellationToken cancellationToken)
    {
        if (message.IsStart || message > head)
            throw EntryNotFoundException.NoMessage(log.Key, message, $"is not on the branch, whose head is {head}");

        var page = await log.ReadOnceAsync(LogRead.Forth(head, message.Previous) with { Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false);
        if (page.Entries is not [var entry] || entry.Position != message)
            throw EntryNotFoundException.NoMessage(log.Key, message, "is not on the branch");
        if (entry.Kind != EntryKind.Message)
            throw EntryNotFoundException.NoMessage(log.Key, message, $"holds an entry of kind '{entry.Kind}', not a message");
    }
}
