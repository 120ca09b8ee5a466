using System.Text.Json;

namespace Colloquy;

/// <summary>Where the newest summary of a line stands: one key of the session's state, so that it follows the branch and its head, and is found at once, however far back it is.</summary>
internal static class SummaryMark
{
    private const string Key = StateJson.ReservedPrefix + "summary";

    /// <summary>The entry that stands behind a summary, in its commit.</summary>
    public static StateBody Write(Position summary) => new(Key) { Value = JsonSerializer.SerializeToElement(summary, LogJsonContext.Default.Position) };

    /// <summary>Reads the newest summary of a line; null when there is none, when it cannot be read, and when an earlier version of Colloquy wrote it.</summary>
    public static async ValueTask<ShownSummary?> ReadAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        if (head.IsStart)
            return null;

        var written = await log.ReadStateAsync(head, Key, cancellationToken).ConfigureAwait(false);
        if (written.Count == 0 || StateJson.Read(written[0], log.Key) is not { Damage: null, Value: { ValueKind: JsonValueKind.Number } at })
            return null;

        // The mark follows its summary in the log. Any other number was not written here.
        if (!at.TryGetInt64(out var number) || number < 1 || number >= written[0].Position.Value)
            return null;

        var position = new Position(number);
        var entry = await log.ReadEntryAsync(position, headerOnly: false, cancellationToken).ConfigureAwait(false);
        return !entry.IsPruned && log.Decode(entry) is SummaryBody summary ? new ShownSummary(position, summary) : null;
    }
}
