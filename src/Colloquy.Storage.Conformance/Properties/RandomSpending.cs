namespace Colloquy.Storage.Conformance;

/// <summary>Makes random calls in random turns, branches and sessions, and compares what is added up with a plain sum.</summary>
internal sealed class RandomSpending(StoreCaseContext context, int seed)
{
    private static readonly string[] Models = ["small", "large", "new"];
    private static readonly string[] Tools = ["find", "open", "close"];

    private readonly Random _random = new(seed);
    private readonly List<(SessionKey Key, Position Turn, Entry Entry, ModelCallBody Call)> _spent = [];

    public async Task RunAsync(int steps)
    {
        try
        {
            List<Spender> spenders = [];
            foreach (var user in new[] { "u", "u", "v" })
                spenders.Add(new Spender(await context.OpenSessionAsync(context.NewKey($"{user}{seed}")), context.Clock));
            for (var i = 0; i < steps; i++)
                await StepAsync(spenders[_random.Next(spenders.Count)]);
            foreach (var spender in spenders)
                await CompareAsync(spender.Session.Key);
        }
        catch (Exception e) when (e is not ConformanceException { Message: var message } || !message.Contains(RandomSeed.Variable, StringComparison.Ordinal))
        {
            throw new ConformanceException($"{e.Message} Run it again with {RandomSeed.Variable}={seed}.", e);
        }
    }

    private async Task StepAsync(Spender spender)
    {
        var session = spender.Session;
        var record = await session.RecordAsync();
        context.Clock.Move(TimeSpan.FromMinutes(_random.Next(-60, 600)));
        if (_random.Next(4) == 0 && !record.Tip.IsStart)
        {
            var at = new Position(_random.NextInt64(record.Tip.Value + 1));
            await (_random.Next(2) == 0 ? session.MoveHeadAsync(at) : session.ForkAsync($"branch {record.Tip}", at));
            return;
        }

        ModelCallBody[] calls = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => NewCall())];
        var entries = await spender.SpendAsync($"agent {_random.Next(2)}", calls);
        _spent.AddRange(calls.Select((call, i) => (session.Key, entries[0].Position, entries[i + 1], call)));
    }

    private ModelCallBody NewCall() => Spender.Call(
        _random.Next(1, 1_000),
        Models[_random.Next(Models.Length)],
        cost: _random.Next(2) == 0 ? null : _random.Next(1_000_000) / 1_000_000_000m,
        called: _random.Next(2) == 0 ? null : [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Tools[_random.Next(Tools.Length)])],
        isReported: _random.Next(5) > 0);

    private async Task CompareAsync(SessionKey key)
    {
        var session = (await context.Store.FindAsync(key))!;
        var line = new HashSet<Position>();
        var log = (await new SessionUnderTest(context.Store, key, context.Clock).LogAsync()).ToDictionary(entry => entry.Position);
        for (var at = session.Record.Head; !at.IsStart; at = log[at].Parent)
            line.Add(at);

        var ofSession = _spent.Where(spent => spent.Key == key).ToList();
        var (since, until) = (context.Clock.GetUtcNow() - TimeSpan.FromDays(3), context.Clock.GetUtcNow() - TimeSpan.FromDays(1));
        Compare(ofSession, spent => [spent.Turn.ToString()], await session.Usage.GetAsync(UsageBy.Turn, prices: PriceTable.Empty), "session by turn");
        Compare(ofSession.Where(spent => line.Contains(spent.Entry.Position)), spent => [spent.Call.Model!], await session.Usage.GetBranchAsync(UsageBy.Model, PriceTable.Empty), "line by model");
        Compare(_spent.Where(spent => spent.Key.User == key.User), spent => [spent.Key.Id], await context.Store.GetUsageAsync(key.Owner, UsageBy.Session, prices: PriceTable.Empty), "owner by session");
        Compare(_spent.Where(spent => spent.Key.User == key.User), spent => [.. spent.Call.Called?.Distinct() ?? []], await context.Store.GetUsageAsync(key.Owner, UsageBy.Tool, prices: PriceTable.Empty), "owner by tool");
        Compare(
            _spent.Where(spent => spent.Key.User == key.User && spent.Entry.At >= since && spent.Entry.At < until),
            spent => [spent.Entry.At.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)],
            await context.Store.GetUsageAsync(key.Owner, UsageBy.Day, new UsageQuery { Since = since, Until = until }, PriceTable.Empty),
            "owner by day");
    }

    private static void Compare(
        IEnumerable<(SessionKey Key, Position Turn, Entry Entry, ModelCallBody Call)> spent,
        Func<(SessionKey Key, Position Turn, Entry Entry, ModelCallBody Call), string[]> keys,
        IEnumerable<UsageGroup> rows,
        string what)
    {
        var expected = spent.SelectMany(one => keys(one).Select(key => (Key: key, one.Call))).GroupBy(one => one.Key).Select(group =>
            $"{group.Key}: {group.Count()} calls, {group.Sum(one => one.Call.Usage?.TotalTokenCount ?? 0)} tokens, {group.Sum(one => one.Call.Cost ?? 0):0.000000000}, {group.Count(one => one.Call.Usage is null)} unreported, {group.Count(one => one.Call is { Usage: not null, Cost: null })} unpriced");
        var actual = rows.Select(row =>
            $"{row.Key}: {row.Totals.Calls} calls, {row.Totals.TotalTokens} tokens, {row.Totals.Cost:0.000000000}, {row.Totals.UnreportedCalls} unreported, {row.Totals.UnpricedCalls} unpriced");
        Check.Sequence(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal), $"the usage of the {what}");
    }
}
