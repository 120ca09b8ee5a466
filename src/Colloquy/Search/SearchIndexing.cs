using System.Runtime.CompilerServices;
using System.Text;

namespace Colloquy;

/// <summary>Brings an index up to the logs, by reading what it lacks through the store.</summary>
internal sealed class SearchIndexing(ISessionStore store, ISearchIndex index, SessionSelection selection, UnreadableEntries unreadable, IProgress<EntryProgress>? progress)
{
    private const int Sessions = 500;
    private const int EntriesInPage = 500;
    private const int MessagesInStep = 64;
    private const int BytesInBatch = 256 * 1024;
    private const int TextsInBatch = 500;
    private const int MostTries = 10;

    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    private readonly List<SearchAddition> _batch = [];
    private readonly Dictionary<SessionKey, Position> _refused = [];
    private int _bytes;
    private int _texts;
    private EntryProgress _progress;

    /// <summary>Goes once through the sessions that are behind, up to the tip that each has when it is looked at.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        for (var lags = await index.FindLagsAsync(selection, null, Sessions, cancellationToken).ConfigureAwait(false); lags.Count > 0;)
        {
            if (progress is not null && _progress.Total == 0)
                _progress = _progress with { Total = await index.CountLagAsync(selection, cancellationToken).ConfigureAwait(false) };

            foreach (var lag in lags)
                await ReadAsync(lag, cancellationToken).ConfigureAwait(false);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (key, tip) in _refused.ToList())
                await TryAgainAsync(key, tip, cancellationToken).ConfigureAwait(false);
            _refused.Clear();

            lags = lags.Count < Sessions ? [] : await index.FindLagsAsync(selection, lags[^1].Key, Sessions, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds what the index lacks of a session, up to the tip that it has at first: a short run of entries in each step.</summary>
    /// <returns>The number of entries that each step added.</returns>
    public async IAsyncEnumerable<long> FollowAsync(SessionKey key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Position? end = null;
        for (var tries = 0; tries < MostTries && await index.FindLagsAsync(SessionSelection.OfSession(key), null, 1, cancellationToken).ConfigureAwait(false) is [var lag] && lag.Indexed < (end ??= lag.Tip);)
        {
            var page = await ReadingAround.ReadAsync(store, key, LogRead.All(lag.Indexed) with { Kinds = MessageKind, Limit = MessagesInStep }, unreadable.Logger, cancellationToken).ConfigureAwait(false);
            var (addition, _) = Add(lag, lag.Indexed, page);
            var isAdded = await index.AddAsync([addition], cancellationToken).ConfigureAwait(false) > 0;
            tries = isAdded ? 0 : tries + 1;
            yield return isAdded ? addition.UpTo.Value - addition.After.Value : 0;
        }
    }

    private async Task ReadAsync(SearchLag lag, CancellationToken cancellationToken)
    {
        var after = lag.Indexed;
        for (var next = LogRead.All(after) with { Kinds = MessageKind, Limit = EntriesInPage }; next is not null;)
        {
            var page = await ReadingAround.ReadAsync(store, lag.Key, next, unreadable.Logger, cancellationToken).ConfigureAwait(false);
            var (addition, isLast) = Add(lag, after, page);
            _batch.Add(addition);
            if (_bytes >= BytesInBatch || _texts >= TextsInBatch)
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            after = addition.UpTo;
            next = isLast ? null : next.Continue(page);
        }
    }

    /// <summary>What a page adds to the index: all messages after a position, up to its last one, or up to the tip when there are no more.</summary>
    private (SearchAddition Addition, bool IsLast) Add(SearchLag lag, Position after, LogPage page)
    {
        var last = page.Entries.Count == 0 ? null : page.Entries[^1];
        var isLast = page.Next is null || last is null || last.Position >= lag.Tip;
        var (upTo, chain) = last is null || (isLast && last.Position < lag.Tip) ? (lag.Tip, lag.Chain) : (last.Position, last.Chain);
        return (new SearchAddition(lag.Key, after, upTo, chain, Take(lag.Key, page.Entries)), isLast);
    }

    private List<SearchText> Take(SessionKey key, IReadOnlyList<Entry> entries)
    {
        var texts = new List<SearchText>(entries.Count);
        foreach (var entry in entries)
        {
            var before = unreadable.Count;
            if (SearchableMessage.Read(key, entry, unreadable) is not { } message)
            {
                // The index remembers what it lacks, so that later searches say so too.
                if (unreadable.Count > before)
                    texts.Add(new SearchText(entry.Position, entry.Subject ?? "", entry.At, Encoding.UTF8.GetBytes(SearchRun.Unreadable)));
                continue;
            }

            var words = SearchWords.Of(message);
            if (words.Count == 0)
                continue;

            var joined = SearchWords.Join(words);
            _bytes += joined.Length;
            texts.Add(new SearchText(entry.Position, entry.Subject ?? "", entry.At, joined));
        }

        _texts += texts.Count;
        return texts;
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count == 0)
            return;

        if (await index.AddAsync(_batch, cancellationToken).ConfigureAwait(false) < _batch.Count)
        {
            foreach (var addition in _batch)
                _refused[addition.Key] = addition.UpTo;
        }

        _progress = _progress with
        {
            Entries = _progress.Entries + _batch.Sum(addition => addition.UpTo.Value - addition.After.Value),
            Unreadable = unreadable.Count,
        };
        progress?.Report(_progress);
        _batch.Clear();
        (_bytes, _texts) = (0, 0);
    }

    /// <summary>Goes on with a session of which something was not taken, from where it is now: another was quicker, or it is gone or another one.</summary>
    private async Task TryAgainAsync(SessionKey key, Position tip, CancellationToken cancellationToken)
    {
        SearchLag? before = null;
        for (var tries = 0; await index.FindLagsAsync(SessionSelection.OfSession(key), null, 1, cancellationToken).ConfigureAwait(false) is [var lag] && lag.Indexed < tip;)
        {
            // Whoever was quicker left it elsewhere. Where it stays, the log does not fit its session's record.
            tries = lag == before ? tries + 1 : 0;
            if (tries == MostTries)
            {
                const string Problem = "does not have the chain that its session's record has";
                ReadingLog.Unreadable(unreadable.Logger, lag.Tip, key, Problem);
                unreadable.Add(key, lag.Tip, Problem);
                return;
            }

            before = lag;
            await ReadAsync(lag, cancellationToken).ConfigureAwait(false);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
