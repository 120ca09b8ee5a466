namespace Colloquy;

public sealed partial class Memory
{
    /// <summary>How many of the most alike are put together with those found by words.</summary>
    private const int MostAlike = 100;

    /// <summary>How many that hold the words are ranked; where one word is enough, they share it.</summary>
    private const int MostMatched = 10_000;

    private const int Batch = 100;

    /// <summary>Searches the memories by words, and also by meaning when there is an embedding generator.</summary>
    /// <param name="query">The query; a string converts to one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>When the embedding model fails, a warning is logged and only words decide. When more than 10,000 memories contain the words, those that were stored last are ranked; where one word is enough, each word has a share of the 10,000. Every vector is compared.</remarks>
    public async Task<MemorySearch> SearchAsync(MemoryQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(query.Text, nameof(query));
        var terms = SearchTerms.Parse(query.Text);
        var byWords = terms.Count == 0 ? [] : MemoryRanking.Rank(await _store.MatchAsync(
            Owner, terms, query.AnyWord, query.AnyWord ? Math.Max(MostMatched / terms.Count, query.Limit) : MostMatched, cancellationToken).ConfigureAwait(false));
        var byMeaning = await FindNearestAsync(query, cancellationToken).ConfigureAwait(false);

        // What was forgotten since it was found is left out, and what comes after it takes its place.
        var ranked = MemoryRanking.Fuse(byWords, byMeaning?.Found ?? []);
        var hits = new List<MemoryHit>();
        for (var at = 0; at < ranked.Count && hits.Count < query.Limit; at += query.Limit)
        {
            var next = ranked.GetRange(at, Math.Min(query.Limit, ranked.Count - at));
            var found = (await _store.ReadAsync(Owner, [.. next.Select(one => one.Id)], cancellationToken).ConfigureAwait(false)).ToDictionary(item => item.Id);
            hits.AddRange(next.Where(one => found.ContainsKey(one.Id)).Take(query.Limit - hits.Count)
                .Select(one => new MemoryHit { Memory = Tell(found[one.Id]), Score = one.Score, WordScore = one.WordScore, Similarity = one.Similarity }));
        }

        return new MemorySearch { Hits = hits, ByMeaning = byMeaning is not null, WithoutVector = byMeaning is null ? 0 : byMeaning.Total - byMeaning.Compared };
    }

    /// <summary>Creates the missing vectors: those of memories that were stored without one, or with a vector of another model.</summary>
    /// <param name="cancellationToken">Cancels the call. Vectors that were created until then stay.</param>
    /// <returns>The number of vectors that were created.</returns>
    /// <exception cref="InvalidOperationException">There is no embedding generator.</exception>
    /// <remarks>An exception of the generator is thrown unchanged.</remarks>
    public async Task<long> RefreshVectorsAsync(CancellationToken cancellationToken = default)
    {
        if (_embedding is null)
            throw new InvalidOperationException("There is no embedding generator that could make vectors. Give one in MemoryOptions.Embeddings.");

        MemoryVector? like = null;
        var made = 0L;
        for (MemoryPage? page = null; page is null || page.Next is not null;)
        {
            like ??= (await _embedding.EmbedAsync(["dimension"], cancellationToken).ConfigureAwait(false))[0];
            page = await _store.ListAsync(new MemoryListing(Owner) { Before = page?.Next, Limit = Batch, WithoutVectorLike = like }, cancellationToken).ConfigureAwait(false);
            if (page.Items.Count == 0)
                continue;

            var vectors = await _embedding.EmbedAsync([.. page.Items.Select(item => MemoryEmbedding.TextOf(item.Key, item.Text))], cancellationToken).ConfigureAwait(false);
            foreach (var (item, vector) in page.Items.Zip(vectors))
            {
                if (await _store.SetVectorAsync(Owner, item.Id, item.Version, vector, cancellationToken).ConfigureAwait(false))
                    made++;
            }
        }

        return made;
    }

    /// <summary>Compares meanings; null when there is nothing to do so with.</summary>
    private async ValueTask<MemoryCandidates?> FindNearestAsync(MemoryQuery query, CancellationToken cancellationToken)
    {
        if (_embedding is null || string.IsNullOrWhiteSpace(query.Text)
            || await _embedding.TryEmbedAsync(query.Text, e => MemoryLog.NotSearched(_logger, e, _embedding.Model, Owner), cancellationToken).ConfigureAwait(false) is not { } vector)
            return null;

        var nearest = await _store.FindNearestAsync(Owner, vector, MostAlike, cancellationToken).ConfigureAwait(false);
        foreach (var id in nearest.Unreadable)
            MemoryLog.VectorUnreadable(_logger, id, Owner);
        return nearest with { Found = [.. nearest.Found.Where(found => found.Similarity >= query.MinSimilarity && found.Similarity > 0)] };
    }
}
