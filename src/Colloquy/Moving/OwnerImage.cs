namespace Colloquy.Operations;

/// <summary>Reads what an owner has, and compares it with what the owner has in another store.</summary>
internal static class OwnerImage
{
    /// <summary>Reads all memories with their vectors, those that were stored first come first.</summary>
    public static async ValueTask<List<KeyValuePair<MemoryItem, MemoryVector?>>> ReadMemoriesAsync(IMemoryStore memories, IOwnerCopy owners, MemoryOwner owner, CancellationToken cancellationToken)
    {
        List<KeyValuePair<MemoryItem, MemoryVector?>> found = [];
        for (MemoryPage? page = null; page is null || page.Next is not null;)
        {
            page = await memories.ListAsync(new MemoryListing(owner) { Before = page?.Next, Limit = MemoryListing.MaxLimit }, cancellationToken).ConfigureAwait(false);
            var vectors = await owners.ReadVectorsAsync(owner, [.. page.Items.Select(item => item.Id)], cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Items.Select((item, index) => KeyValuePair.Create(item, vectors[index])));
        }

        found.Reverse();
        return found;
    }

    public static bool AreEqual(IReadOnlyList<StoredState> left, IReadOnlyList<StoredState> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => IsSame(pair.First, pair.Second));

    public static bool AreEqual(IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> left, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => IsSame(pair.First.Key, pair.Second.Key) && IsSame(pair.First.Value, pair.Second.Value));

    /// <summary>Whether state can have been copied earlier: it has no write that the other store does not have.</summary>
    public static bool IsEarlier(IReadOnlyList<StoredState> earlier, IReadOnlyList<StoredState> later)
    {
        var newest = later.ToDictionary(stored => stored.Key, StringComparer.Ordinal);
        return earlier.All(stored => newest.TryGetValue(stored.Key, out var now) && (now.Version > stored.Version || IsSame(now, stored)));
    }

    /// <summary>Whether memories can have been copied earlier: each is in the other store, as it is now or as it was.</summary>
    public static bool IsEarlier(IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> earlier, IReadOnlyList<KeyValuePair<MemoryItem, MemoryVector?>> later)
    {
        var known = later.Select(memory => IdentityOf(memory.Key)).ToHashSet();
        return earlier.All(memory => known.Contains(IdentityOf(memory.Key)));
    }

    private static (string? Key, DateTimeOffset CreatedAt, string Text) IdentityOf(MemoryItem item) => (item.Key, item.CreatedAt, item.Key is null ? item.Text : "");

    private static bool IsSame(StoredState left, StoredState right) => left.Key == right.Key && left.Version == right.Version && left.Value.Span.SequenceEqual(right.Value.Span);

    private static bool IsSame(MemoryItem left, MemoryItem right) =>
        left with { Id = default, Metadata = MemoryItem.NoMetadata } == right with { Id = default, Metadata = MemoryItem.NoMetadata }
        && left.Metadata.Count == right.Metadata.Count && !left.Metadata.Except(right.Metadata).Any();

    private static bool IsSame(MemoryVector? left, MemoryVector? right) =>
        left is null || right is null ? left is null && right is null : left.Model == right.Model && left.Values.SequenceEqual(right.Values);
}
