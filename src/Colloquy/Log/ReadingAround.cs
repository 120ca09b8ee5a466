using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>Reads pages of a log so that an entry that cannot be read does not prevent the reading of others: the page holds what is known of it, and a warning says so.</summary>
internal static class ReadingAround
{
    /// <summary>The kind of an entry of which not even the header can be read.</summary>
    public static readonly EntryKind Lost = new("unreadable");

    /// <summary>Reads a page. One in which all is well costs nothing more.</summary>
    public static async ValueTask<LogPage> ReadAsync(ISessionStore store, SessionKey key, LogRead read, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadAsync(key, read, cancellationToken).ConfigureAwait(false);
        }
        catch (CorruptDataException e) when (e.Key == key && !e.Position.IsStart)
        {
            return await ReadStepwiseAsync(store, key, read, logger, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads all kinds, less and less at once, up to the entry that cannot be read, and goes on behind it.</summary>
    private static async ValueTask<LogPage> ReadStepwiseAsync(ISessionStore store, SessionKey key, LogRead read, ILogger logger, CancellationToken cancellationToken)
    {
        var found = new List<Entry>();
        var next = read with { Kinds = null };
        var (size, isOver) = (read.Limit, false);
        while (!isOver && found.Count < read.Limit)
        {
            LogPage page;
            try
            {
                page = await store.ReadAsync(key, next with { Limit = size }, cancellationToken).ConfigureAwait(false);
                (next, isOver) = page.Next is null ? (next, true) : (next.Continue(page), false);
                size = Math.Min(2 * size, read.Limit);
            }
            catch (CorruptDataException) when (size > 1)
            {
                size /= 2;
                continue;
            }
            catch (CorruptDataException e) when (e.Key == key && !e.Position.IsStart)
            {
                var damaged = await DescribeAsync(store, key, e, cancellationToken).ConfigureAwait(false);
                ReadingLog.Unreadable(logger, e.Position, key, e.Problem);
                var behind = read.Backward ? damaged.Parent : e.Position;
                page = new LogPage([damaged], behind);
                (next, isOver) = read.Backward && behind.IsStart ? (next, true) : (next.Continue(page), false);
                size = read.Limit;
            }

            foreach (var entry in page.Entries)
            {
                if (!read.Wants(entry.Kind) && !(entry.Kind == Lost && read.Wants(EntryKind.Message)))
                    continue;
                if (found.Count == read.Limit)
                    return new LogPage(found, read.Backward ? entry.Position : found[^1].Position);
                found.Add(entry);
            }
        }

        return new LogPage(found, isOver ? null : read.Backward ? next.Head : next.After);
    }

    /// <summary>What is known of an entry: its header, or what the entry after it holds about it.</summary>
    private static async ValueTask<Entry> DescribeAsync(ISessionStore store, SessionKey key, CorruptDataException e, CancellationToken cancellationToken)
    {
        if (await FindHeaderAsync(store, key, LogRead.Back(e.Position), cancellationToken).ConfigureAwait(false) is { } header && header.Position == e.Position)
            return header with { Damage = e.Problem };

        var after = await FindHeaderAsync(store, key, LogRead.All(e.Position), cancellationToken).ConfigureAwait(false);
        var isBefore = after is not null && after.Position == e.Position.Next && after.Parent == e.Position && after.Segment <= e.Position;
        var segment = isBefore ? after!.Segment : after is null ? await FindSegmentAsync(store, key, e, cancellationToken).ConfigureAwait(false) : e.Position;
        return new Entry
        {
            Position = e.Position,
            Parent = segment < e.Position ? e.Position.Previous : Position.Start,
            Segment = segment,
            TurnStart = isBefore ? after!.TurnStart : Position.Start,
            Kind = Lost,
            At = isBefore ? after!.At : DateTimeOffset.UnixEpoch,
            PayloadHash = default,
            Chain = default,
            Damage = e.Problem,
        };
    }

    /// <summary>The segment of the last entry, which the session's record tells when it is the head.</summary>
    private static async ValueTask<Position> FindSegmentAsync(ISessionStore store, SessionKey key, CorruptDataException e, CancellationToken cancellationToken) =>
        await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } record && record.Head == e.Position && !record.HeadSegment.IsStart ? record.HeadSegment : e.Position;

    private static async ValueTask<Entry?> FindHeaderAsync(ISessionStore store, SessionKey key, LogRead read, CancellationToken cancellationToken)
    {
        try
        {
            var page = await store.ReadAsync(key, read with { Limit = 1, HeadersOnly = true }, cancellationToken).ConfigureAwait(false);
            return page.Entries.Count == 0 ? null : page.Entries[0];
        }
        catch (CorruptDataException)
        {
            return null;
        }
    }
}
