namespace Colloquy.Storage;

/// <summary>Represents a page of a listing.</summary>
/// <param name="Sessions">The sessions, the one with the newest commit first; those with equal times by app, user and id, byte by byte.</param>
/// <param name="Next">The place at which the next page begins; null at the end.</param>
public sealed record SessionPage(IReadOnlyList<SessionRecord> Sessions, SessionCursor? Next)
{
    /// <summary>Gets the sessions of the page whose records cannot be read, each with its problem.</summary>
    public IReadOnlyList<UnreadableSession> Unreadable { get; init; } = [];

    /// <summary>Creates the page for a query, from records in memory, in the order that every store must return. It is for stores without a query language.</summary>
    /// <param name="records">All sessions, in any order.</param>
    /// <param name="selection">The sessions to return.</param>
    /// <param name="query">The query.</param>
    public static SessionPage Of(IEnumerable<SessionRecord> records, SessionSelection selection, SessionQuery query)
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
        found.Sort(static (left, right) => Compare(left.UpdatedAt, left.Key, right.UpdatedAt, right.Key));

        if (found.Count <= query.Limit)
            return new SessionPage(found, null);

        var page = found.GetRange(0, query.Limit);
        return new SessionPage(page, new SessionCursor(page[^1].UpdatedAt, page[^1].Key));
    }

    /// <summary>Compares keys by app, user and id, byte by byte; those without a user come first.</summary>
    internal static int Compare(SessionKey left, SessionKey right)
    {
        var order = Utf8Order.Instance.Compare(left.App, right.App);
        if (order == 0)
            order = Utf8Order.Instance.Compare(left.User, right.User);
        return order != 0 ? order : Utf8Order.Instance.Compare(left.Id, right.Id);
    }

    /// <summary>Compares records in the order of a listing.</summary>
    internal static int Compare(SessionRecord left, SessionRecord right) => Compare(left.UpdatedAt, left.Key, right.UpdatedAt, right.Key);

    private static int Compare(DateTimeOffset leftTime, SessionKey left, DateTimeOffset rightTime, SessionKey right)
    {
        var order = rightTime.CompareTo(leftTime);
        return order != 0 ? order : Compare(left, right);
    }
}
