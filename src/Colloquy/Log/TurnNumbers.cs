using System.Globalization;

namespace Colloquy;

/// <summary>Reads the numbers of turns.</summary>
internal static class TurnNumbers
{
    private static readonly EntryKind[] StartKind = [EntryKind.TurnStart];

    /// <summary>The number of the turn that an entry belongs to; 0 for none.</summary>
    public static async ValueTask<int> ReadAsync(SessionLog log, Position turn, CancellationToken cancellationToken)
    {
        if (turn.IsStart)
            return 0;
        if (log.Known is { } known && known.Start == turn)
            return known.Number;

        var start = await log.ReadEntryAsync(turn, headerOnly: true, cancellationToken).ConfigureAwait(false);
        if (Find(start) is { } number)
            return number;

        // The number cannot be read: it follows the one before.
        var before = await log.ReadOnceAsync(LogRead.Back(start.Parent) with { Kinds = StartKind, Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false);
        return before.Entries.Count == 0 ? 1 : 1 + await ReadAsync(log, before.Entries[0].Position, cancellationToken).ConfigureAwait(false);
    }

    public static int? Find(Entry start) => start.Kind == EntryKind.TurnStart && int.TryParse(start.Subject, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static int Parse(SessionKey key, Entry start) => Find(start)
        ?? throw new CorruptDataException(key, start.Position, "should start a turn, but has no turn number");
}
