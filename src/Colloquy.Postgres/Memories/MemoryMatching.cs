using Npgsql;

namespace Colloquy.Postgres;

/// <summary>Finds memories by words: for all terms together, or for each by itself, a page of those that hold the words in each round trip.</summary>
internal sealed class MemoryMatching
{
    private const int LargestPage = 8_000;

    private readonly SortedDictionary<long, MemoryCandidate> _found = new(Comparer<long>.Create(static (left, right) => right.CompareTo(left)));
    private readonly IReadOnlyList<SearchTerm> _terms;
    private readonly bool _anyTerm;
    private readonly Guid _owner;
    private readonly int _limit;
    private List<Search> _searches;
    private long _total;
    private int _page;

    private MemoryMatching(MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit)
    {
        (_owner, _terms, _anyTerm, _limit) = (StoredId.Of(owner), terms, anyTerm, limit);
        var mark = OwnedWords.MarkOf(_owner);
        _searches = anyTerm ? [.. terms.Select((term, i) => new Search(OwnedWords.Express(mark, [term]), i))] : [new Search(OwnedWords.Express(mark, terms), Term: null)];
        _page = Math.Min(limit, LargestPage);
    }

    public static async ValueTask<MemoryCandidates> MatchAsync(Database database, MemoryOwner owner, IReadOnlyList<SearchTerm> terms, bool anyTerm, int limit, CancellationToken cancellationToken)
    {
        var matching = new MemoryMatching(owner, terms, anyTerm, limit);
        while (matching._searches.Count > 0)
        {
            var pages = await database.ReadAsync(matching, static (batch, matching) => matching.Fill(batch), static (rows, matching, cancelled) => matching.ReadAsync(rows, cancelled), cancellationToken).ConfigureAwait(false);
            matching._searches = [.. matching._searches.Where((search, i) => matching.Take(search, pages[i]))];
            matching._page = Math.Min(matching._page * 4, LargestPage);
        }

        return new MemoryCandidates([.. matching._found.Values], matching._total);
    }

    private static readonly Sql SelectCount = new("SELECT memories FROM colloquy.memory_owners WHERE owner = $1");

    // The words alone are looked up, as in SearchReader.
    private static readonly Sql Select = new("""
        SELECT m.id, m.folded FROM (SELECT * FROM colloquy.memories w WHERE w.words @@ $1::text::tsquery OFFSET 0) m
        WHERE m.owner = $2 AND m.id < $3 ORDER BY m.id DESC LIMIT $4
        """);

    private void Fill(Batch batch)
    {
        batch.Add(SelectCount).With(_owner);
        foreach (var search in _searches)
            batch.Add(Select).With(search.Words).With(_owner).With(search.Before).With((long)_page);
    }

    private async ValueTask<List<List<(long Id, byte[] Words)>>> ReadAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        if (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            _total = rows.GetInt64(0);

        var pages = new List<List<(long Id, byte[] Words)>>();
        while (await rows.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
            var page = new List<(long Id, byte[] Words)>();
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                page.Add((rows.GetInt64(0), rows.Bytes(1)));
            pages.Add(page);
        }

        return pages;
    }

    /// <summary>Takes what matches of a page. Returns whether the search goes on.</summary>
    private bool Take(Search search, List<(long Id, byte[] Words)> page)
    {
        foreach (var (id, words) in page)
        {
            if (MemoryCandidate.Find(new MemoryId(id), words, _terms, _anyTerm) is not { } match || (search.Term is { } term && match.Counts[term] == 0))
                continue;

            _found.TryAdd(id, match);
            if (++search.Count == _limit)
                return false;
        }

        search.Before = page.Count == 0 ? 0 : page[^1].Id;
        return page.Count == _page;
    }

    /// <summary>What is looked for.</summary>
    /// <param name="Words">The words.</param>
    /// <param name="Term">The only term that must be there; null for all.</param>
    private sealed record Search(string Words, int? Term)
    {
        public long Before { get; set; } = long.MaxValue;

        public int Count { get; set; }
    }
}
