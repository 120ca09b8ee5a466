namespace Colloquy.Storage;

/// <summary>Lists records that are in memory, in the order that every store promises: for stores that have no query language.</summary>
public static class SessionListing
{
    /// <summary>Returns the page that a query asks for.</summary>
    /// <param name="records">All sessions, in any order.</param>
    /// <param name="query">The query.</param>
    public static SessionPage Page(IEnumerable<SessionRecord> records, DirectoryQuery query)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(query);

        var filter = query.Filter;
        var found = records
            .Where(record => query.App is null || record.Key.App == query.App)
            .Where(record => query.User is null || record.Key.User == query.User)
            .Where(record => filter.UpdatedSince is null || record.UpdatedAt >= filter.UpdatedSince)
            .Where(record => filter.Activity is null || record.Activity == filter.Activity)
            .Where(record => filter.MatchesTitle(record.Details.Title))
            .Where(record => query.After is null || Compare(record.UpdatedAt, record.Key, query.After.UpdatedAt, query.After.Key) > 0)
            .ToList();
        found.Sort((left, right) => Compare(left.UpdatedAt, left.Key, right.UpdatedAt, right.Key));

        if (found.Count <= filter.Limit)
            return new SessionPage(found, null);

        var page = found.GetRange(0, filter.Limit);
        return new SessionPage(page, new SessionCursor(page[^1].UpdatedAt, page[^1].Key));
    }

    private static int Compare(DateTimeOffset leftTime, SessionKey left, DateTimeOffset rightTime, SessionKey right)
    {
        var order = rightTime.CompareTo(leftTime);
        if (order == 0)
            order = Utf8Order.Instance.Compare(left.App, right.App);
        if (order == 0)
            order = Utf8Order.Instance.Compare(left.User, right.User);
        return order != 0 ? order : Utf8Order.Instance.Compare(left.Id, right.Id);
    }
}
