namespace Colloquy.Storage;

/// <summary>Adds up records that are in memory, as every ledger promises.</summary>
internal static class UsageSums
{
    /// <summary>Returns the sums that a query asks for.</summary>
    /// <param name="items">The records of the sessions that are selected, in any order.</param>
    /// <param name="selection">The sessions.</param>
    /// <param name="query">The query.</param>
    /// <param name="by">The property by which the calls are grouped.</param>
    public static IReadOnlyList<UsageSum> Of(IEnumerable<UsageItem> items, SessionSelection selection, UsageQuery query, UsageBy by = UsageBy.None)
    {
        query.EnsureWellFormed(selection, by);
        return Add(
            items.Where(item => IsWithin(item.Record, query.Since, query.Until))
                .Where(item => query.Within is null || (!item.Record.Position.IsStart && query.Within.Any(range => range.Contains(item.Record.Position)))),
            by);
    }

    public static void EnsureKnown(UsageBy by)
    {
        if (by is < UsageBy.None or > UsageBy.Day)
            throw new ArgumentOutOfRangeException(nameof(by), by, "There is no such grouping.");
    }

    // When a call was made that cannot be read is not known in every case; it is told in each.
    private static bool IsWithin(UsageRecord record, DateTimeOffset? since, DateTimeOffset? until) =>
        record.IsUnreadable || (since is null || record.At >= since) && (until is null || record.At < until);

    private static IReadOnlyList<UsageSum> Add(IEnumerable<UsageItem> items, UsageBy by) =>
        UsageSum.Merge(by == UsageBy.Tool ? items.SelectMany(item => item.Record.IsUnreadable ? [UsageSum.Of(item.Record)] : UsageSum.Of(item.Record).ByTool(item.Record.Called)) : items.Select(item => Group(item, by)));

    private static UsageSum Group(UsageItem item, UsageBy by)
    {
        var (record, sum) = (item.Record, UsageSum.Of(item.Record));
        return by switch
        {
            UsageBy.Turn => sum with { Key = record.TurnStart.IsStart ? null : record.TurnStart.ToString() },
            UsageBy.Session => sum with { Key = item.SessionId, Session = item is { SessionId: { } id, Owner: { } owner } ? new SessionKey(id, owner) : null },
            UsageBy.User => sum with { Key = item.Owner?.User },
            UsageBy.App => sum with { Key = item.Owner?.App },
            UsageBy.Model => sum with { Key = record.Model },
            UsageBy.Agent => sum with { Key = record.Agent },
            UsageBy.Day => sum with { Key = UsageSum.DayOf(record.At) },
            _ => sum,
        };
    }
}
