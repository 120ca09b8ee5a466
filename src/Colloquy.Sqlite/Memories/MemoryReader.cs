namespace Colloquy.Sqlite;

/// <summary>Reads many memories.</summary>
internal static class MemoryReader
{
    private static readonly Sql Select = new($"""
        SELECT {MemoryRow.Columns} FROM memories WHERE owner = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3
        """);

    private static readonly Sql SelectWithoutVector = new($"""
        SELECT {MemoryRow.Columns} FROM memories m WHERE owner = ?1 AND id < ?2
            AND NOT EXISTS (SELECT 1 FROM memory_vectors v WHERE v.id = m.id AND v.model = ?4 AND v.dimension = ?5 AND length(v.vector) = 4 * v.dimension)
        ORDER BY id DESC LIMIT ?3
        """);

    public static MemoryPage List(Connection connection, MemoryListing listing)
    {
        if (MemoryOwnerRow.Find(connection, listing.Owner) is not { } owner)
            return new MemoryPage([], null);

        using var rows = connection.Use(listing.WithoutVectorOf is null ? Select : SelectWithoutVector)
            .Bind(1, owner.Number).Bind(2, listing.Before?.Value ?? long.MaxValue).Bind(3, listing.Limit + 1L);
        if (listing.WithoutVectorOf is { } model)
            rows.Bind(4, model.Name).Bind(5, (long)model.Dimension);

        var items = new List<MemoryItem>();
        while (rows.Step())
        {
            if (items.Count == listing.Limit)
                return new MemoryPage(items, items[^1].Id);
            items.Add(MemoryRow.Read(connection, rows));
        }

        return new MemoryPage(items, null);
    }

    private static readonly Sql SelectById = new($"SELECT {MemoryRow.Columns} FROM memories WHERE owner = ?1 AND id = ?2");

    public static IReadOnlyList<MemoryItem> Read(Connection connection, MemoryOwner owner, IReadOnlyList<MemoryId> ids)
    {
        if (MemoryOwnerRow.Find(connection, owner) is not { } known)
            return [];

        var items = new List<MemoryItem>(ids.Count);
        foreach (var id in ids)
        {
            using var row = connection.Use(SelectById).Bind(1, known.Number).Bind(2, id.Value);
            if (row.Step())
                items.Add(MemoryRow.Read(connection, row));
        }

        return items;
    }

    private static readonly Sql SelectMatches = new("""
        SELECT m.id, m.words FROM memory_words w CROSS JOIN memories m ON m.id = w.rowid
        WHERE w.memory_words MATCH ?1 AND m.owner = ?2 ORDER BY w.rowid DESC
        """);

    public static MemoryMatches Match(Connection connection, MemoryMatching matching)
    {
        if (MemoryOwnerRow.Find(connection, matching.Owner) is not { } known)
            return new MemoryMatches([], 0);

        var found = new SortedDictionary<long, MemoryMatch>(Comparer<long>.Create(static (left, right) => right.CompareTo(left)));
        foreach (var terms in matching.AnyTerm ? matching.Terms.Select(term => (IReadOnlyList<SearchTerm>)[term]) : [matching.Terms])
            Match(connection, matching, terms, known.Number, found);
        return new MemoryMatches([.. found.Values], known.Memories);
    }

    /// <summary>Adds those that hold all of some terms.</summary>
    private static void Match(Connection connection, MemoryMatching matching, IReadOnlyList<SearchTerm> terms, long owner, SortedDictionary<long, MemoryMatch> found)
    {
        using var rows = connection.Use(SelectMatches).Bind(1, OwnedWords.Express(terms, owner)).Bind(2, owner);
        for (var count = 0; count < matching.Limit && rows.Step();)
        {
            var id = rows.Int64(0);
            if (found.ContainsKey(id))
                count++;
            else if (MemoryMatch.Find(new MemoryId(id), rows.Bytes(1), matching) is { } match && found.TryAdd(id, match))
                count++;
        }
    }
}
