using System.Text.Json;

namespace Colloquy;

/// <summary>Where the newest summary of a line stands: one key of the session's state, so that it follows the branch and its head, and is found at once, however far back it is.</summary>
internal static class SummaryMark
{
    private const string Key = StateJson.ReservedPrefix + "summary";
    private static readonly EntryKind[] SummaryKind = [EntryKind.Summary];

    /// <summary>The entry that stands behind a summary, in its commit.</summary>
    public static StateBody Write(Position summary) => new(Key) { Value = JsonSerializer.SerializeToElement(summary, LogJsonContext.Default.Position) };

    /// <summary>Reads the newest summary of a line that is left; null when there is none, and when an earlier version of Colloquy wrote it.</summary>
    public static async ValueTask<ShownSummary?> ReadAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        if (head.IsStart)
            return null;

        var written = await log.ReadStateAsync(head, Key, cancellationToken).ConfigureAwait(false);
        if (written.Count == 0)
            return null;

        return await ReadMarkedAsync(log, written[0], cancellationToken).ConfigureAwait(false) ?? await FindLeftAsync(log, written[0].Position, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<ShownSummary?> ReadMarkedAsync(SessionLog log, Entry mark, CancellationToken cancellationToken)
    {
        // The mark follows its summary in the log. Any other number was not written here.
        if (StateJson.Read(mark, log.Key) is not { Damage: null, Value: { ValueKind: JsonValueKind.Number } at } || !at.TryGetInt64(out var number) || number < 1 || number >= mark.Position.Value)
            return null;

        return Read(log, await log.ReadEntryAsync(new Position(number), headerOnly: false, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Finds the newest summary from a mark back whose own was pruned, or cannot be read. Pruning keeps the newest of each branch, so this happens where the head went back to before that one.</summary>
    private static async ValueTask<ShownSummary?> FindLeftAsync(SessionLog log, Position mark, CancellationToken cancellationToken)
    {
        for (var next = LogRead.Back(mark) with { Kinds = SummaryKind, Limit = 1 }; next is not null;)
        {
            (var page, next) = await log.ReadPageAsync(next, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page)
            {
                if (Read(log, entry) is { } summary)
                    return summary;
            }
        }

        return null;
    }

    private static ShownSummary? Read(SessionLog log, Entry entry) => !entry.IsPruned && log.Decode(entry) is SummaryBody summary ? new ShownSummary(entry.Position, summary) : null;
}
