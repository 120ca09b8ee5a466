namespace Colloquy.Storage;

/// <summary>Lists sessions with a policy, of a store that has all records at hand.</summary>
internal static class RetainedListing
{
    public static RetentionPage Page(IEnumerable<SessionRecord> records, RetentionQuery query)
    {
        List<SessionRecord> found = [.. records
            .Where(record => record.Retention is not null && (query.App is null || record.Key.App == query.App) && (query.User is null || record.Key.User == query.User))
            .Where(record => query.After is null || Compare(record.Key, query.After) > 0)
            .Order(Comparer<SessionRecord>.Create((left, right) => Compare(left.Key, right.Key)))
            .Take(query.Limit + 1)];
        return found.Count <= query.Limit ? new RetentionPage(found, Next: null) : new RetentionPage(found[..^1], found[^2].Key);
    }

    private static int Compare(SessionKey left, SessionKey right)
    {
        var app = Utf8Order.Instance.Compare(left.App, right.App);
        var user = app == 0 ? Utf8Order.Instance.Compare(left.User, right.User) : app;
        return user == 0 ? Utf8Order.Instance.Compare(left.Id, right.Id) : user;
    }
}
