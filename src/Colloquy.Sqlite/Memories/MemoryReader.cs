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

        using var rows = connection.Use(listing.WithoutVectorLike is null ? Select : SelectWithoutVector)
            .Bind(1, owner.Number).Bind(2, listing.Before?.Value ?? long.MaxValue).Bind(3, listing.Limit + 1L);
        if (listing.WithoutVectorLike is { } vector)
            rows.Bind(4, vector.Model).Bind(5, (long)vector.Dimension);

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

    public static MemoryCandidates Match(Connection connection, MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit)
    {
        if (MemoryOwnerRow.Find(connection, owner) is not { } known)
            return new MemoryCandidates([], 0);

        var found = new SortedDictionary<long, MemoryCandidate>(Comparer<long>.Create(static (left, right) => right.CompareTo(left)));
        foreach (var all in anyTerm ? terms.Select(term => (IReadOnlyList<SearchTerm>)[term]) : [terms])
        {
            using var rows = connection.Use(SelectMatches).Bind(1, OwnedWords.Express(all, known.Number)).Bind(2, known.Number);
            Add(rows, terms, anyTerm, limit, found);
        }

        return new MemoryCandidates([.. found.Values], known.Memories);
    }

    /// <summary>Adds those that contain all terms of one query.</summary>
    private static void Add(Statement rows, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, SortedDictionary<long, MemoryCandidate> found)
    {
        for (var count = 0; count < limit && rows.Step();)
        {
            var id = rows.Int64(0);
            if (found.ContainsKey(id))
                count++;
            else if (MemoryCandidate.Find(new MemoryId(id), rows.Bytes(1), terms, anyTerm) is { } match && found.TryAdd(id, match))
                count++;
        }
    }
}
