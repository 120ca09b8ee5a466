using System.Globalization;
using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Reads the turns of a line, the newest first.</summary>
internal static class SessionTurns
{
    private static readonly EntryKind[] TurnKinds = [EntryKind.TurnStart, EntryKind.TurnEnd];

    public static async IAsyncEnumerable<Turn> ReadBackAsync(SessionLog log, Position head, bool running, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = LogRead.Back(head) with { Kinds = TurnKinds, Limit = pageSize };
        Entry? end = null;
        var last = head;
        await foreach (var entry in log.ReadAsync(read, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == EntryKind.TurnEnd)
            {
                end = entry;
                continue;
            }

            yield return Describe(log.Key, entry, end?.Turn == entry.Position ? end : null, last, running && last == head);
            last = entry.Parent;
            end = null;
        }
    }

    /// <summary>The number of the turn that an entry belongs to; 0 for none.</summary>
    public static async ValueTask<int> ReadNumberAsync(SessionLog log, Position turn, CancellationToken cancellationToken)
    {
        if (turn.IsStart)
            return 0;
        if (log.Known is { } known && known.Start == turn)
            return known.Number;

        var start = await log.ReadEntryAsync(turn, headerOnly: true, cancellationToken).ConfigureAwait(false);
        return int.TryParse(start.Subject, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CorruptEntryException(log.Key, turn, "should start a turn, but has no turn number");
    }

    private static Turn Describe(SessionKey key, Entry start, Entry? end, Position last, bool running)
    {
        var opening = (TurnStartBody)start.Decode(key);
        var ending = (TurnEndBody?)end?.Decode(key);
        return new Turn
        {
            Number = opening.Number,
            Start = start.Position,
            End = last,
            Status = ending?.Status ?? (opening.Added ? TurnStatus.Completed : running ? TurnStatus.Running : TurnStatus.Interrupted),
            StartedAt = start.At,
            Duration = ending?.Duration,
            Agent = start.Author,
            Input = opening.Input,
            Error = ending?.ErrorMessage,
            HasEnd = ending is not null || opening.Added,
        };
    }
}
