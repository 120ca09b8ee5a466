namespace Colloquy.Storage.Conformance;

/// <summary>Random texts, forks, undos and deletions, and after some of them searches, whose hits must be those of reading every message.</summary>
internal sealed class RandomSearches(StoreCaseContext context, Random random, int seed)
{
    private const int Steps = 40;
    private const int Searches = 3;

    private static readonly string[] Words = ["one", "Two", "thrée", "onerous", "two-one", "一二三", "二三", "三", "x", "…", "a\0b", "\U0001F600", "ONE*", "Ångström", "ที่นี่"];

    private readonly SessionKey[] _keys = [.. Enumerable.Range(0, 3).Select(_ => context.NewKey("searcher")), context.NewKey("other")];

    public async Task RunAsync()
    {
        for (var step = 0; step < Steps; step++)
        {
            var session = await context.OpenSessionAsync(_keys[random.Next(_keys.Length)]);
            await ActAsync(session);
            context.Clock.Advance(TimeSpan.FromMilliseconds(random.Next(3)));
            for (var i = 0; i < Searches; i++)
                await CompareAsync(session.Key);
        }
    }

    private async Task ActAsync(SessionUnderTest session)
    {
        var tip = (await session.RecordAsync()).Tip.Value;
        switch (random.Next(8))
        {
            case 0: await session.MoveHeadAsync(new Position(random.NextInt64(tip + 1))); break;
            case 1: await session.ForkAsync($"branch {tip} {random.Next()}", new Position(random.NextInt64(tip + 1))); break;
            case 2: await session.SwitchAsync(BranchHead.Main); break;
            case 3 when random.Next(3) == 0: await session.Store.DeleteAsync(session.Key); break;
            case 4 when random.Next(3) == 0: await (await context.Store.OpenAsync(session.Key)).RebuildSearchAsync(); break;
            default: await session.SayAsync([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Text(6))]); break;
        }
    }

    private async Task CompareAsync(SessionKey key)
    {
        var query = new SearchQuery(random.Next(4) == 0 ? $"\"{Text(2)}\"" : Text(2)) { Lines = (SearchLines)random.Next(2), Limit = 100 };
        var plain = new WithoutIndex(context.Store);

        await EnsureSame(await plain.SearchAsync(query, key.Owner), await context.Store.SearchAsync(query, key.Owner), query);
        if (await context.Store.FindAsync(key) is { } session)
            await EnsureSame(await (await plain.FindAsync(key))!.SearchAsync(query), await session.SearchAsync(query), query);
    }

    private Task EnsureSame(SearchPage expected, SearchPage actual, SearchQuery query)
    {
        var what = $"what is found with '{query.Text}' ({query.Lines}) after random steps ({RandomSeed.Variable}={seed})";
        Check.Sequence(expected.Hits.Select(Show), actual.Hits.Select(Show), what);
        Check.Equal((expected.Total, expected.MoreMatch), (actual.Total, actual.MoreMatch), $"the number of {what}");
        return Task.CompletedTask;
    }

    private static string Show(SearchHit hit) => FormattableString.Invariant($"{hit.Key} {hit.Position} {hit.Score:R} {hit.Mark("[", "]")}");

    private string Text(int most) => string.Join(' ', Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Words[random.Next(Words.Length)]));
}
