namespace Colloquy.Storage;

/// <summary>Lists records that are in memory, in the order that every store promises: for stores that have no query language.</summary>
public static class SessionListing
{
    /// <summary>Returns the page that a query asks for.</summary>
    /// <param name="records">All sessions, in any order.</param>
    /// <param name="selection">The sessions that are wanted.</param>
    /// <param name="query">The query.</param>
    public static SessionPage Page(IEnumerable<SessionRecord> records, SessionSelection selection, SessionQuery query)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(query);

        var found = records
            .Where(record => selection.Includes(record.Key))
            .Where(record => query.UpdatedSince is null || record.UpdatedAt >= query.UpdatedSince)
            .Where(record => query.Activity is null || record.Activity == query.Activity)
            .Where(record => query.MatchesTitle(record.Details.Title))
            .Where(record => query.After is null || Compare(record.UpdatedAt, record.Key, query.After.UpdatedAt, query.After.Key) > 0)
            .ToList();
        found.Sort((left, right) => Compare(left.UpdatedAt, left.Key, right.UpdatedAt, right.Key));

        if (found.Count <= query.Limit)
            return new SessionPage(found, null);

        var page = found.GetRange(0, query.Limit);
        return new SessionPage(page, new SessionCursor(page[^1].UpdatedAt, page[^1].Key));
    }

    /// <summary>Compares keys by app, user and id, byte by byte; nobody's come first.</summary>
    internal static int Compare(SessionKey left, SessionKey right)
    {
        var order = Utf8Order.Instance.Compare(left.App, right.App);
        if (order == 0)
            order = Utf8Order.Instance.Compare(left.User, right.User);
        return order != 0 ? order : Utf8Order.Instance.Compare(left.Id, right.Id);
    }

    private static int Compare(DateTimeOffset leftTime, SessionKey left, DateTimeOffset rightTime, SessionKey right)
    {
        var order = rightTime.CompareTo(leftTime);
        return order != 0 ? order : Compare(left, right);
    }
}
