namespace Colloquy;

/// <summary>The positions that a line takes up.</summary>
internal static class LineRanges
{
    /// <summary>Returns the runs of positions that lead to a head, the last first. Costs a read for each segment of the line, whatever their length.</summary>
    /// <param name="log">The session's log.</param>
    /// <param name="head">The head; none for <see cref="Position.Start"/>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async ValueTask<IReadOnlyList<PositionRange>> ReadAsync(SessionLog log, Position head, CancellationToken cancellationToken)
    {
        var ranges = new List<PositionRange>();
        var last = head.IsStart ? null : await log.ReadEntryAsync(head, headerOnly: true, cancellationToken).ConfigureAwait(false);
        while (last is not null)
        {
            ranges.Add(new PositionRange(last.Segment, last.Position));

            // The first entry of the segment, and behind it the one that it continues from.
            var read = LogRead.Back(last.Segment) with { Limit = 2, HeadersOnly = true };
            var page = await log.Store.ReadAsync(log.Key, read, cancellationToken).ConfigureAwait(false);
            last = page.Entries.Count > 1 ? page.Entries[1] : null;
        }

        return ranges;
    }
}
