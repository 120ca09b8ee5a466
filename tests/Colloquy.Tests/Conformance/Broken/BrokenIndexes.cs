namespace Colloquy.Tests.Conformance.Broken;

/// <summary>An index in memory that does what it shall. A broken one changes the one thing that it breaks.</summary>
public abstract class BrokenIndex(TimeProvider clock) : BrokenStore(clock), ISearchIndex
{
    private static readonly Comparer<SessionKey> KeyOrder = Comparer<SessionKey>.Create((left, right) => string.CompareOrdinal($"{left.App}\n{left.User}\n{left.Id}", $"{right.App}\n{right.User}\n{right.Id}"));

    private readonly Lock _gate = new();
    private readonly Dictionary<SessionKey, Indexed> _indexed = [];

    public async ValueTask<IReadOnlyList<SearchLag>> FindLagsAsync(SessionSelection selection, SessionKey? after, int limit, CancellationToken cancellationToken = default) =>
        [.. (await LagsAsync(selection)).OrderBy(lag => lag.Key, KeyOrder).Where(lag => after is null || KeyOrder.Compare(lag.Key, after) > 0).Take(limit)];

    public async ValueTask<long> CountLagAsync(SessionSelection selection, CancellationToken cancellationToken = default) =>
        (await LagsAsync(selection)).Sum(lag => lag.Tip.Value - lag.Indexed.Value);

    public async ValueTask<int> AddAsync(IReadOnlyList<SearchAddition> additions, CancellationToken cancellationToken = default)
    {
        var taken = 0;
        foreach (var addition in additions)
        {
            var page = await Inner.ReadAsync(addition.Key, LogRead.All(addition.UpTo.Previous) with { Limit = 1 }, cancellationToken);
            lock (_gate)
            {
                var indexed = _indexed.GetValueOrDefault(addition.Key) ?? new Indexed(Position.Start, []);
                if (page.Entries is not [var last] || last.Chain != addition.Chain || !Fits(addition, indexed.UpTo))
                    continue;

                _indexed[addition.Key] = new Indexed(addition.UpTo, [.. indexed.Texts, .. addition.Texts]);
                taken++;
            }
        }

        return taken;
    }

    public async ValueTask<IReadOnlyList<SearchCandidate>> MatchAsync(SearchMatching matching, CancellationToken cancellationToken = default)
    {
        var found = new List<SearchCandidate>();
        foreach (var record in (await SessionsAsync(matching.Selection)).OrderByDescending(record => record.CreatedAt))
        {
            var line = await LineAsync(record, matching);
            foreach (var text in IndexedOf(record.Key).Texts.OrderByDescending(text => text.Position))
            {
                if ((line is null || line.Contains(text.Position)) && matching.TryMatch(record.Key, text.Position, text.Role, text.At, text.Words.Span, out var candidate))
                    found.Add(candidate);
            }
        }

        return [.. found.Take(matching.Limit)];
    }

    public ValueTask ForgetAsync(SessionKey? key, CancellationToken cancellationToken = default)
    {
        Forget(key);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<bool> DeleteAsync(SessionKey key, CancellationToken cancellationToken = default)
    {
        Forget(key);
        return base.DeleteAsync(key, cancellationToken);
    }

    protected virtual bool Fits(SearchAddition addition, Position upTo) => addition.After == upTo;

    protected virtual async ValueTask<HashSet<Position>?> LineAsync(SessionRecord record, SearchMatching matching)
    {
        if (matching.Lines == SearchLines.Any)
            return null;

        var page = await Inner.ReadAsync(record.Key, LogRead.Back(matching.Head ?? record.Head) with { Limit = LogRead.MaxLimit });
        return [.. page.Entries.Select(entry => entry.Position)];
    }

    protected virtual async ValueTask<IReadOnlyList<SessionRecord>> SessionsAsync(SessionSelection selection)
    {
        var page = await Inner.ListAllAsync(selection, new SessionQuery { Limit = 1_000 });
        return page.Sessions;
    }

    private async Task<IEnumerable<SearchLag>> LagsAsync(SessionSelection selection) =>
        (await SessionsAsync(selection)).Select(record => new SearchLag(record.Key, IndexedOf(record.Key).UpTo, record.Tip, record.Chain)).Where(lag => lag.Indexed < lag.Tip);

    private Indexed IndexedOf(SessionKey key)
    {
        lock (_gate)
            return _indexed.GetValueOrDefault(key) ?? new Indexed(Position.Start, []);
    }

    private void Forget(SessionKey? key)
    {
        lock (_gate)
        {
            if (key is null)
                _indexed.Clear();
            else
                _indexed.Remove(key);
        }
    }

    private sealed record Indexed(Position UpTo, IReadOnlyList<SearchText> Texts);
}

/// <summary>Adds whatever it is given, though another has been quicker.</summary>
public sealed class AddsWhatItHas(TimeProvider clock) : BrokenIndex(clock)
{
    protected override bool Fits(SearchAddition addition, Position upTo) => addition.After <= upTo;
}

/// <summary>Finds what was undone.</summary>
public sealed class FindsWhatWasUndone(TimeProvider clock) : BrokenIndex(clock)
{
    protected override ValueTask<HashSet<Position>?> LineAsync(SessionRecord record, SearchMatching matching) => new((HashSet<Position>?)null);
}

/// <summary>Searches the sessions of all users of an app.</summary>
public sealed class SearchesOtherUsers(TimeProvider clock) : BrokenIndex(clock)
{
    protected override ValueTask<IReadOnlyList<SessionRecord>> SessionsAsync(SessionSelection selection) =>
        base.SessionsAsync(selection.Session is null && selection.App is { } app ? SessionSelection.OfApp(app) : selection);
}
