namespace Colloquy.Storage.Conformance;

/// <summary>Reads listings page after page.</summary>
internal static class Listing
{
    public static async Task<IReadOnlyList<SessionRecord>> ReadAsync(int limit, Func<SessionCursor?, ValueTask<SessionPage>> list)
    {
        var found = new List<SessionRecord>();
        SessionCursor? after = null;
        for (var pages = 0; pages < 10_000; pages++)
        {
            var page = await list(after);
            Check.That(page.Sessions.Count <= limit, $"Expected at most {limit} sessions in a page, but there are {page.Sessions.Count}.");
            found.AddRange(page.Sessions);
            if (page.Next is null)
                return found;
            after = page.Next;
        }

        throw new ConformanceException("A listing never came to its end.");
    }
}
