using System.Runtime.CompilerServices;

namespace Colloquy;

/// <summary>Reads the events of a session, a page at a time.</summary>
internal static class EventReader
{
    private const int PageSize = 500;

    public static async IAsyncEnumerable<Entry> ReadAsync(SessionLog log, EventQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var after = query.Since is { } since ? await FindBeforeAsync(log, record.Tip, since, cancellationToken).ConfigureAwait(false) : Position.Start;
        after = after < query.After ? query.After : after;
        var last = query.Until is { } until ? await FindBeforeAsync(log, record.Tip, until, cancellationToken).ConfigureAwait(false) : record.Tip;
        var left = query.Limit ?? long.MaxValue;
        var read = query.OnlyBranch ? LogRead.Forth(record.Head, after) : LogRead.All(after);
        for (var next = left == 0 ? null : read with { Kinds = query.Kinds, Limit = (int)Math.Min(left, PageSize) }; next is not null;)
        {
            var page = await log.ReadOnceAsync(next, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                if (entry.Position > last)
                    yield break;
                if (entry.At < query.Since || entry.At >= query.Until)
                    continue;

                yield return entry;
                if (--left == 0)
                    yield break;
            }

            next = page.Next is null ? null : next.Continue(page);
        }
    }

    /// <summary>The last position before a time, in steps that halve what is left to look at.</summary>
    private static async ValueTask<Position> FindBeforeAsync(SessionLog log, Position tip, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (before, from) = (0L, tip.Value + 1);
        while (from - before > 1)
        {
            var middle = before + ((from - before) / 2);
            var page = await log.ReadOnceAsync(LogRead.All(new Position(middle - 1)) with { Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false);
            if (page.Entries is not [var entry])
                throw new CorruptDataException(log.Key, new Position(middle), "is not there");
            if (entry.At < since)
                before = middle;
            else
                from = middle;
        }

        return new Position(before);
    }
}
