namespace Colloquy;

/// <summary>Finds messages in a store without an index, by reading them all.</summary>
internal sealed class SearchScan(ISessionStore store, SearchMatching matching, UnreadableEntries unreadable)
{
    private static readonly EntryKind[] MessageKind = [EntryKind.Message];

    private readonly List<SearchCandidate> _found = [];

    private bool IsFull => _found.Count >= matching.Limit;

    public async Task<IReadOnlyList<SearchCandidate>> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var session in await ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (IsFull)
                break;
            await ReadAsync(session, cancellationToken).ConfigureAwait(false);
        }

        return _found;
    }

    private async Task<List<SessionRecord>> ListAsync(CancellationToken cancellationToken)
    {
        if (matching.Selection.Session is { } key)
            return await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is { } only ? [only] : [];

        var found = new Dictionary<SessionKey, SessionRecord>();
        await foreach (var record in SessionPages.ReadAsync(ListAsync, new SessionQuery { Limit = 1_000 }, unreadable: null, unreadable.Logger, cancellationToken).ConfigureAwait(false))
            found[record.Key] = record;
        return [.. found.Values.OrderByDescending(record => record.CreatedAt)];
    }

    private ValueTask<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken) => matching.Selection.Owner is { } owner
        ? store.ListAsync(owner, query, cancellationToken)
        : store.GetService<ISessionDirectory>()!.ListAllAsync(matching.Selection, query, cancellationToken);

    private async Task ReadAsync(SessionRecord session, CancellationToken cancellationToken)
    {
        if (matching.Lines == SearchLines.Any)
        {
            var matches = new List<SearchCandidate>();
            await ReadAsync(session.Key, LogRead.All(), matches.Add, cancellationToken).ConfigureAwait(false);
            for (var i = matches.Count - 1; i >= 0 && !IsFull; i--)
                Add(matches[i]);
            return;
        }

        try
        {
            await ReadAsync(session.Key, LogRead.Back(matching.Head ?? session.Head), Add, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentOutOfRangeException) when (!cancellationToken.IsCancellationRequested)
        {
            // The session was deleted and made again since its head was read, and is shorter now: a later search finds what is in it.
        }
    }

    private async Task ReadAsync(SessionKey key, LogRead read, Action<SearchCandidate> add, CancellationToken cancellationToken)
    {
        for (var next = read with { Kinds = MessageKind, Limit = 500 }; next is not null && !IsFull;)
        {
            var page = await ReadingAround.ReadAsync(store, key, next, unreadable.Logger, cancellationToken).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                if (SearchableMessage.Read(key, entry, unreadable) is { } text && SearchWords.Of(text) is { Count: > 0 } words
                    && matching.TryMatch(key, entry.Position, entry.Subject ?? "", entry.At, SearchWords.Join(words), out var candidate))
                {
                    add(candidate);
                }
            }

            next = page.Next is null ? null : next.Continue(page);
        }
    }

    private void Add(SearchCandidate candidate)
    {
        if (!IsFull)
            _found.Add(candidate);
    }
}
