namespace Colloquy;

/// <summary>Writes the messages of a session, a page at a time.</summary>
internal static class Transcript
{
    private static readonly EntryKind[] Kinds = [EntryKind.Message, EntryKind.TurnStart];

    /// <returns>How many messages were written.</returns>
    public static async Task<long> WriteAsync(SessionLog log, Stream destination, EventQuery? query, bool header, CancellationToken cancellationToken)
    {
        using var writer = new TranscriptWriter(destination);
        if (header)
            await writer.WriteHeaderAsync(await log.RefreshAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

        var limit = query?.Limit;
        query = (query ?? new EventQuery { OnlyBranch = true }) with { Kinds = Kinds, Limit = null };
        var known = (Turn: Position.Start, Number: 0);
        var written = 0L;
        await using var entries = EventReader.ReadAsync(log, query, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while ((limit is null || written < limit) && await entries.MoveNextAsync().ConfigureAwait(false))
        {
            var entry = entries.Current;
            if (entry.Kind == EntryKind.TurnStart)
            {
                known = (entry.Position, NumberOf(log, entry));
                continue;
            }

            // A transcript that begins within a turn, or goes from branch to branch, has not met its start.
            if (entry.TurnStart != known.Turn)
                known = (entry.TurnStart, entry.TurnStart.IsStart ? 0 : NumberOf(log, await log.ReadEntryAsync(entry.TurnStart, headerOnly: true, cancellationToken).ConfigureAwait(false)));
            await writer.WriteAsync(entry, log.Decode(entry), known.Number, cancellationToken).ConfigureAwait(false);
            written++;
        }

        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        return written;
    }

    /// <summary>The number of a turn; 0 when its start cannot be read.</summary>
    private static int NumberOf(SessionLog log, Entry start)
    {
        try
        {
            return TurnNumbers.Parse(log.Key, start);
        }
        catch (CorruptDataException e)
        {
            ReadingLog.Unreadable(log.Logger, start.Position, log.Key, e.Problem);
            return 0;
        }
    }
}
