using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>One search: brings the index up to date, matches, ranks, and shows the page that is wanted.</summary>
internal static class SearchRun
{
    /// <summary>How many matches are ranked, the newest of the newest sessions.</summary>
    private const int MostRanked = 2_000;

    /// <summary>The word under which an index knows a message that could not be read. It begins with a letter for private use, which no query has in it.</summary>
    public const string Unreadable = "\uF8FFunreadable";

    public static async Task<SearchPage> RunAsync(ISessionStore store, SessionSelection selection, SessionRecord? session, SearchQuery query, ILogger logger, IProgress<EntryProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(query.Text, nameof(query));
        var terms = SearchTerms.Parse(query.Text);
        if (terms.Count == 0)
            return new SearchPage { Hits = [], Total = 0, MoreMatch = false, UpTo = session?.Tip };

        var unreadable = new UnreadableEntries(logger);
        var found = await MatchAsync(
            store,
            unreadable,
            new SearchMatching { Selection = selection, Terms = terms, Lines = query.Lines, Head = session?.Head, Role = query.Role?.Value, Since = query.Since, Limit = MostRanked + 1 },
            progress,
            cancellationToken).ConfigureAwait(false);

        var ranked = SearchRanking.Rank([.. found.Take(MostRanked)]);
        var hits = new List<SearchHit>(query.Limit);
        for (var i = query.Offset; i < ranked.Count && i - query.Offset < query.Limit; i++)
        {
            if (await ShowAsync(store, ranked[i].Candidate, ranked[i].Score, terms, unreadable, cancellationToken).ConfigureAwait(false) is { } hit)
                hits.Add(hit);
        }

        return new SearchPage { Hits = hits, Total = ranked.Count, MoreMatch = found.Count > MostRanked, Unreadable = unreadable.Found, UpTo = session?.Tip };
    }

    public static async Task CatchUpAsync(ISessionStore store, SessionSelection selection, UnreadableEntries unreadable, IProgress<EntryProgress>? progress, CancellationToken cancellationToken)
    {
        if (store.FindPrincipal() is { } principal && store.GetService<ISearchIndex>() is { } own)
        {
            // Who may search may not write to the index: it is brought up to date by what is in the logs, whoever searches.
            await own.FindLagsAsync(selection, after: null, 1, cancellationToken).ConfigureAwait(false);
            store = principal.Shared;
        }

        if (store.GetService<ISearchIndex>() is { } index)
            await new SearchIndexing(store, index, selection, unreadable, progress).CatchUpAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<SearchCandidate>> MatchAsync(ISessionStore store, UnreadableEntries unreadable, SearchMatching matching, IProgress<EntryProgress>? progress, CancellationToken cancellationToken)
    {
        if (store.GetService<ISearchIndex>() is not { } index || !index.CanMatch(matching))
            return await new SearchScan(store, matching, unreadable).RunAsync(cancellationToken).ConfigureAwait(false);

        try
        {
            await CatchUpAsync(store, matching.Selection, unreadable, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (CannotWrite(e))
        {
            // What the index lacks is in the log, which can be read all the same.
            return await new SearchScan(store, matching, unreadable).RunAsync(cancellationToken).ConfigureAwait(false);
        }

        var lacking = await index.MatchAsync(matching with { Terms = [new SearchTerm([Unreadable], isPrefix: false)], Role = null, Since = null, Limit = MostRanked }, cancellationToken).ConfigureAwait(false);
        foreach (var entry in lacking)
            unreadable.Add(entry.Key, entry.Position, "could not be read when it was to be searched");
        return await index.MatchAsync(matching, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a store can be read for all that is known: it is full, may not be written to or not grow, or is kept locked by another.</summary>
    private static bool CannotWrite(StoreException error) =>
        error.Failure is StoreFailure.ReadOnly or StoreFailure.Full or StoreFailure.Busy or StoreFailure.Other or StoreFailure.NoAccess;

    /// <summary>Reads a message that was found; null when it has gone since.</summary>
    private static async ValueTask<SearchHit?> ShowAsync(ISessionStore store, SearchCandidate candidate, double score, List<SearchTerm> terms, UnreadableEntries unreadable, CancellationToken cancellationToken)
    {
        var page = await ReadingAround.ReadAsync(store, candidate.Key, LogRead.All(candidate.Position.Previous) with { Limit = 1 }, unreadable.Logger, cancellationToken).ConfigureAwait(false);
        if (page.Entries is not [var entry] || entry.Kind != EntryKind.Message || SearchableMessage.Read(candidate.Key, entry, unreadable) is not { } text || SnippetMaker.Make(text, terms) is not { } snippet)
            return null;

        return new SearchHit
        {
            Key = candidate.Key,
            Position = entry.Position,
            TurnStart = entry.TurnStart,
            Role = new ChatRole(entry.Subject ?? ChatRole.User.Value),
            Author = entry.Author,
            At = entry.At,
            Score = score,
            Snippet = snippet.Text,
            Highlights = snippet.Highlights,
        };
    }
}
