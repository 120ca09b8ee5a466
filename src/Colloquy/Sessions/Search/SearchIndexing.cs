namespace Colloquy;

/// <summary>Brings an index up to the logs, by reading what it lacks through the store.</summary>
internal sealed class SearchIndexing(ISessionStore store, ISearchIndex index, SearchScope scope, IProgress<SearchProgress>? progress)
{
    private const int Sessions = 500;
    private const int EntriesInPage = 500;
    private const int BytesInBatch = 512 * 1024;
    private const int TextsInBatch = 1_000;
    private const int MostTries = 5;

    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    private readonly List<SearchAddition> _batch = [];
    private readonly List<SessionKey> _ending = [];
    private readonly HashSet<SessionKey> _done = [];
    private readonly Dictionary<SearchLag, int> _tries = [];
    private long _bytes;
    private int _texts;
    private SearchProgress _progress;

    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var lags = await index.FindLagsAsync(scope, Sessions, cancellationToken).ConfigureAwait(false);
            // A session that was brought up to its tip and is behind again was written to since the call began. Where
            // nothing but such sessions is left, the call has seen what it must.
            if (lags.Count == 0 || (lags.Count < Sessions && lags.All(lag => _done.Contains(lag.Key))))
                return;

            if (progress is not null && _progress.Total == 0)
                _progress = _progress with { Total = await index.CountLagAsync(scope, cancellationToken).ConfigureAwait(false) };
            foreach (var lag in lags)
                await ReadAsync(lag, cancellationToken).ConfigureAwait(false);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadAsync(SearchLag lag, CancellationToken cancellationToken)
    {
        _tries[lag] = _tries.GetValueOrDefault(lag) + 1;
        if (_tries[lag] > MostTries)
            throw new CorruptEntryException(lag.Key, lag.Tip, "does not have the chain that its session's record has");

        var read = LogRead.All(lag.Indexed) with { Kinds = MessageKind, Limit = EntriesInPage };
        for (var (next, after) = (read, lag.Indexed); next is not null;)
        {
            var page = await store.ReadAsync(lag.Key, next, cancellationToken).ConfigureAwait(false);
            var last = page.Entries.Count == 0 ? null : page.Entries[^1];
            var isLast = page.Next is null || last is null || last.Position >= lag.Tip;
            var (upTo, chain) = last is null || (isLast && last.Position < lag.Tip) ? (lag.Tip, lag.Chain) : (last.Position, last.Chain);
            Add(new SearchAddition(lag.Key, after, upTo, chain, Take(lag.Key, page.Entries)));
            if (isLast)
                _ending.Add(lag.Key);
            if (_bytes >= BytesInBatch || _texts >= TextsInBatch)
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            after = upTo;
            next = isLast ? null : next.Continue(page);
        }
    }

    private List<SearchText> Take(SessionKey key, IReadOnlyList<Entry> entries)
    {
        var texts = new List<SearchText>(entries.Count);
        foreach (var entry in entries)
        {
            if (SearchableMessage.Read(key, entry) is not { } message)
                continue;

            var words = SearchWords.Of(message);
            if (words.Count == 0)
                continue;

            var joined = SearchWords.Join(words);
            _bytes += joined.Length;
            texts.Add(new SearchText(entry.Position, entry.Subject ?? "", entry.At, joined));
        }

        return texts;
    }

    private void Add(SearchAddition addition)
    {
        _batch.Add(addition);
        _texts += addition.Texts.Count;
    }

    /// <summary>What is not taken is found behind again, and read again from where it is then.</summary>
    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count == 0)
            return;

        var taken = await index.AddAsync(_batch, cancellationToken).ConfigureAwait(false);
        if (taken == _batch.Count)
            _done.UnionWith(_ending);
        _progress = _progress with
        {
            Entries = _progress.Entries + _batch.Sum(addition => addition.UpTo.Value - addition.After.Value),
            Messages = _progress.Messages + _texts,
        };
        progress?.Report(_progress);
        _batch.Clear();
        _ending.Clear();
        (_bytes, _texts) = (0, 0);
    }
}
