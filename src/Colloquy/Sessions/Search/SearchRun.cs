using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>One search: brings the index up to date, matches, ranks, and shows the page that is wanted.</summary>
internal static class SearchRun
{
    /// <summary>How many matches are ranked, the newest of the newest sessions.</summary>
    private const int MostRanked = 2_000;

    public static async Task<SearchPage> RunAsync(ISessionStore store, SearchScope scope, SessionRecord? session, SearchQuery query, IProgress<SearchProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(query.Text, nameof(query));
        var terms = SearchTerms.Parse(query.Text);
        if (terms.Count == 0)
            return new SearchPage { Hits = [], Total = 0, MoreMatch = false, UpTo = session?.Tip };

        var found = await MatchAsync(
            store,
            new SearchMatching { Scope = scope, Terms = terms, Lines = query.Lines, Head = session?.Head, Role = query.Role?.Value, Since = query.Since, Limit = MostRanked },
            progress,
            cancellationToken).ConfigureAwait(false);

        var ranked = SearchRanking.Rank(found.Found);
        var hits = new List<SearchHit>(query.Limit);
        for (var i = query.Offset; i < ranked.Count && i - query.Offset < query.Limit; i++)
        {
            if (await ShowAsync(store, ranked[i].Candidate, ranked[i].Score, terms, cancellationToken).ConfigureAwait(false) is { } hit)
                hits.Add(hit);
        }

        return new SearchPage { Hits = hits, Total = ranked.Count, MoreMatch = found.HasMore, UpTo = session?.Tip };
    }

    public static async Task CatchUpAsync(ISessionStore store, SearchScope scope, IProgress<SearchProgress>? progress, CancellationToken cancellationToken)
    {
        if (store is ISearchIndex index)
            await new SearchIndexing(store, index, scope, progress).CatchUpAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<SearchCandidates> MatchAsync(ISessionStore store, SearchMatching matching, IProgress<SearchProgress>? progress, CancellationToken cancellationToken)
    {
        if (store is not ISearchIndex index)
            return await new SearchScan(store, matching).RunAsync(cancellationToken).ConfigureAwait(false);

        try
        {
            await CatchUpAsync(store, matching.Scope, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (CannotWrite(e))
        {
            // What the index lacks is in the log, which can be read all the same.
            return await new SearchScan(store, matching).RunAsync(cancellationToken).ConfigureAwait(false);
        }

        return await index.MatchAsync(matching, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a store can be read for all that is known: it is full, may not be written to or not grow, or is kept locked by another.</summary>
    private static bool CannotWrite(StoreException error) =>
        error is StoreFullException or StoreBusyException or StoreFailedException or StoreOpenException { Failure: StoreOpenFailure.ReadOnly or StoreOpenFailure.NoAccess };

    /// <summary>Reads a message that was found; null when it has gone since.</summary>
    private static async ValueTask<SearchHit?> ShowAsync(ISessionStore store, SearchCandidate candidate, double score, List<SearchTerm> terms, CancellationToken cancellationToken)
    {
        var page = await store.ReadAsync(candidate.Key, LogRead.All(candidate.Position.Previous) with { Limit = 1 }, cancellationToken).ConfigureAwait(false);
        if (page.Entries is not [var entry] || entry.Kind != EntryKind.Message || SearchableMessage.Read(candidate.Key, entry) is not { } text || SnippetMaker.Make(text, terms) is not { } snippet)
            return null;

        return new SearchHit
        {
            Key = candidate.Key,
            Position = entry.Position,
            Turn = entry.Turn,
            Role = new ChatRole(entry.Subject ?? ChatRole.User.Value),
            Author = entry.Author,
            At = entry.At,
            Score = score,
            Snippet = snippet,
        };
    }
}
