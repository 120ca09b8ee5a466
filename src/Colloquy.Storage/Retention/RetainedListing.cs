namespace Colloquy.Storage;

/// <summary>Lists sessions with a policy, of a store that has all records at hand.</summary>
internal static class RetainedListing
{
    public static SessionPage Page(IEnumerable<SessionRecord> records, SessionSelection selection, SessionCursor? after, int limit)
    {
        List<SessionRecord> found = [.. records
            .Where(record => record.Retention is not null && selection.Includes(record.Key))
            .Where(record => after is null || SessionPage.Compare(record.Key, after.Key) > 0)
            .Order(Comparer<SessionRecord>.Create((left, right) => SessionPage.Compare(left.Key, right.Key)))
            .Take(limit + 1)];
        return found.Count <= limit ? new SessionPage(found, Next: null) : new SessionPage(found[..^1], new SessionCursor(found[^2].UpdatedAt, found[^2].Key));
    }
}
