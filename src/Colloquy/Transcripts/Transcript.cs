namespace Colloquy;

/// <summary>Writes the messages of a session, a page at a time.</summary>
internal static class Transcript
{
    /// <returns>How many messages were written.</returns>
    public static async Task<long> WriteAsync(SessionLog log, Stream destination, TranscriptOptions options, CancellationToken cancellationToken)
    {
        using TranscriptWriter writer = options.Format switch
        {
            TranscriptFormat.Markdown => new MarkdownTranscript(destination),
            TranscriptFormat.Html => new HtmlTranscript(destination),
            _ => new JsonLinesTranscript(destination),
        };
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        writer.Begin(options.Redaction is { } redaction ? RedactedEntries.Of(record, redaction) : record, options);
        var written = options.Limit == 0 || await QueryAsync(log, record, options, writer, cancellationToken).ConfigureAwait(false) is not { } query
            ? 0
            : await WriteAsync(log, query, options, writer, cancellationToken).ConfigureAwait(false);
        writer.End(written);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        return written;
    }

    private static async Task<long> WriteAsync(SessionLog log, EventQuery query, TranscriptOptions options, TranscriptWriter writer, CancellationToken cancellationToken)
    {
        var known = (Turn: Position.Start, Number: 0);
        var written = 0L;
        await foreach (var entry in EventReader.ReadAsync(log, query, cancellationToken).ConfigureAwait(false))
        {
            // A transcript that begins within a turn, or goes from branch to branch, has not met its start.
            if (entry.Kind == EntryKind.TurnStart)
                known = (entry.Position, NumberOf(log, entry));
            else if (entry.TurnStart != known.Turn)
                known = (entry.TurnStart, entry.TurnStart.IsStart ? 0 : NumberOf(log, await log.ReadEntryAsync(entry.TurnStart, headerOnly: true, cancellationToken).ConfigureAwait(false)));

            if (!options.AllBranches && known.Number > options.LastTurn)
                break;
            if (!options.HasTurn(known.Number))
                continue;

            if (entry.Kind == EntryKind.TurnEnd)
                writer.EndTurn(entry, RedactedEntries.Of(log.Decode(entry), options.Redaction) as TurnEndBody, known.Number);
            if (entry.Kind != EntryKind.Message || (options.Roles is { } roles && !roles.Any(role => role.Value == entry.Subject)))
                continue;

            writer.Write(new TranscriptMessage(entry, RedactedEntries.Of(log.Decode(entry), options.Redaction), known.Number));
            await writer.FlushWhenFullAsync(cancellationToken).ConfigureAwait(false);
            if (++written == options.Limit)
                break;
        }

        return written;
    }

    /// <summary>What is to be read; null for nothing.</summary>
    private static async ValueTask<EventQuery?> QueryAsync(SessionLog log, SessionRecord record, TranscriptOptions options, TranscriptWriter writer, CancellationToken cancellationToken)
    {
        var after = options.After;
        if (options.FirstTurn is { } first && !options.AllBranches)
        {
            if (first > await TurnReader.CountAsync(log, record.Head, cancellationToken).ConfigureAwait(false))
                return null;

            var start = await TurnReader.GetStartAsync(log, record, first, cancellationToken).ConfigureAwait(false);
            after = new Position(Math.Max(after.Value, start.Position.Value - 1));
        }

        return new EventQuery { Since = options.Since, Until = options.Until, After = after, OnlyBranch = !options.AllBranches, Kinds = writer.Kinds };
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
