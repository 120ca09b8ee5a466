namespace Colloquy.Storage.Conformance;

/// <summary>Tests that the usage of model calls is summed: from a ledger where the store has one, else from its logs.</summary>
public sealed class UsageSuite : StoreSuite
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(All_calls_of_a_session_are_added_up),
        Case(Sums_are_by_turn_model_agent_tool_and_day),
        Case(A_commit_made_twice_spends_once),
        Case(A_refused_commit_spends_nothing),
        Case(A_line_is_added_up_alone),
        Case(A_period_has_its_first_moment_and_not_its_last),
        Case(Owners_and_sessions_are_told_apart),
        Case(Sums_of_an_owner_are_by_session),
        Case(All_owners_are_added_up, StoreTraits.Directory),
        Case(What_has_no_price_is_priced_later),
        Case(Names_are_kept_as_they_are),
        Case(What_cannot_be_asked_is_refused),
        Case(Random_calls_agree_with_a_plain_sum),
    ];

    private static async Task All_calls_of_a_session_are_added_up(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        await spender.EnsureAsync(UsageBy.None);
        await spender.SpendAsync("a", Spender.Call(1, cost: 0.000000001m), Spender.Call(2, cost: 1.5m));
        await spender.SpendAsync("a", Spender.Call(3), Spender.Call(isReported: false));

        await spender.EnsureAsync(UsageBy.None, "-: 4 600/240/60/24/660 $1.500000001 unpriced 1 unreported 1");
    }

    private static async Task Sums_are_by_turn_model_agent_tool_and_day(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        var first = await spender.SpendAsync("a", Spender.Call(1, "small", called: ["find", "find", "open"]), Spender.Call(1, "large"));
        context.Clock.Advance(TimeSpan.FromDays(1));
        var second = await spender.SpendAsync("b", Spender.Call(4, "small", called: ["open"]));

        var (day, next) = (UsageSum.DayOf(first[0].At), UsageSum.DayOf(second[0].At));
        await spender.EnsureAsync(UsageBy.Turn, "1: 2 200/80/20/8/220 $0 tools 3 unpriced 2", "4: 1 400/160/40/16/440 $0 tools 1 unpriced 1");
        await spender.EnsureAsync(UsageBy.Model, "small: 2 500/200/50/20/550 $0 tools 4 unpriced 2", "large: 1 100/40/10/4/110 $0 unpriced 1");
        await spender.EnsureAsync(UsageBy.Agent, "b: 1 400/160/40/16/440 $0 tools 1 unpriced 1", "a: 2 200/80/20/8/220 $0 tools 3 unpriced 2");
        await spender.EnsureAsync(UsageBy.Tool, "open: 2 500/200/50/20/550 $0 tools 2 unpriced 2", "find: 1 100/40/10/4/110 $0 tools 2 unpriced 1");
        await spender.EnsureAsync(UsageBy.Day, $"{day}: 2 200/80/20/8/220 $0 tools 3 unpriced 2", $"{next}: 1 400/160/40/16/440 $0 tools 1 unpriced 1");
    }

    private static async Task A_commit_made_twice_spends_once(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        var commit = await spender.DraftAsync("a", Spender.Call());

        await spender.Session.CommitAsync(commit);
        await spender.Session.CommitAsync(commit);

        await spender.EnsureAsync(UsageBy.None, "-: 1 100/40/10/4/110 $0 unpriced 1");
    }

    private static async Task A_refused_commit_spends_nothing(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        var late = await spender.DraftAsync("a", Spender.Call());
        await spender.Session.SayAsync("first");

        await Check.Throws<TipConflictException>(() => spender.Session.CommitAsync(late), "a commit at an old tip");

        await spender.EnsureAsync(UsageBy.None);
    }

    private static async Task A_line_is_added_up_alone(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        await spender.SpendAsync("a", Spender.Call(1));
        await spender.Session.ForkAsync("side", new Position(2));
        await spender.SpendAsync("a", Spender.Call(10));
        await spender.Session.SwitchAsync(BranchHead.Main);
        await spender.SpendAsync("a", Spender.Call(100));
        await spender.Session.MoveHeadAsync(Position.Start);

        var session = (await context.Store.FindAsync(spender.Session.Key))!;
        await spender.EnsureAsync(new UsageQuery { Within = [new(new(4), new(5)), new(new(1), new(2))] }, UsageBy.None, "-: 2 1100/440/110/44/1210 $0 unpriced 2");
        await spender.EnsureAsync(new UsageQuery { Within = [] }, UsageBy.None);
        Check.Equal(0, (await session.Usage.GetBranchAsync()).Calls, "the number of calls on main, which is empty");
        await spender.Session.SwitchAsync("side");
        Check.Equal(1_210, (await session.Usage.GetBranchAsync()).TotalTokens, "the tokens of the line of side");
        Check.Equal(12_210, (await session.Usage.GetAsync()).TotalTokens, "the tokens of all lines");
    }

    private static async Task A_period_has_its_first_moment_and_not_its_last(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        var begin = context.Clock.GetUtcNow();
        foreach (var factor in new[] { 1, 10, 100 })
        {
            await spender.SpendAsync("a", Spender.Call(factor));
            context.Clock.Advance(Hour);
        }

        var query = new UsageQuery();
        await spender.EnsureAsync(query with { Since = begin + Hour }, UsageBy.None, "-: 2 11000/4400/1100/440/12100 $0 unpriced 2");
        await spender.EnsureAsync(query with { Since = begin + TimeSpan.FromTicks(1), Until = begin + (2 * Hour) }, UsageBy.None, "-: 1 1000/400/100/40/1100 $0 unpriced 1");
        await spender.EnsureAsync(query with { Until = begin + TimeSpan.FromTicks(1) }, UsageBy.None, "-: 1 100/40/10/4/110 $0 unpriced 1");
        await spender.EnsureAsync(new SessionOwner("ada"), new UsageQuery { Since = begin + Hour, Until = (begin + (2 * Hour)).ToOffset(Hour) }, UsageBy.None, "-: 1 1000/400/100/40/1100 $0 unpriced 1");
    }

    private static async Task Owners_and_sessions_are_told_apart(StoreCaseContext context)
    {
        SessionKey[] keys = [new("1", "ada"), new("2", "ada"), new("1", "Ada"), new("1", "ada "), new("1"), new("1", "ada", "app"), new("1", "%"), new("1", "e\u0301"), new("1", "\u00E9")];
        for (var i = 0; i < keys.Length; i++)
            await new Spender(await context.OpenSessionAsync(keys[i]), context.Clock).SpendAsync("a", Spender.Call(i + 1));

        for (var i = 0; i < keys.Length; i++)
            Check.Equal(110 * (i + 1), (await Spender.ReadAsync(context.Store, keys[i], new UsageQuery(), UsageBy.None))[0].Totals.TotalTokens, $"the tokens of session {keys[i]}");
        foreach (var (owner, expected) in new[] { (new SessionOwner("ada"), 330), (new SessionOwner(), 550), (new SessionOwner("%"), 770), (new SessionOwner("nobody"), 0), (new SessionOwner("ada", "app"), 660), (new SessionOwner("ada", "*"), 0) })
            Check.Equal(expected, (await context.Store.GetUsageAsync(owner)).TotalTokens, $"the tokens of {owner}");
        Check.Equal(0, (await Spender.ReadAsync(context.Store, new SessionKey("3", "ada"), new UsageQuery(), UsageBy.None)).Count, "the calls of a session that is not there");
    }

    private static async Task Sums_of_an_owner_are_by_session(StoreCaseContext context)
    {
        foreach (var (id, factor) in new[] { ("one", 1), ("two", 2), ("three", 3) })
            await new Spender(await context.OpenSessionAsync(new SessionKey(id, "ada")), context.Clock).SpendAsync("a", Spender.Call(factor));

        var rows = await context.Store.GetUsageAsync(new SessionOwner("ada"), UsageBy.Session, prices: PriceTable.Empty);

        Check.Sequence(["three: 1 300/120/30/12/330 $0 unpriced 1", "two: 1 200/80/20/8/220 $0 unpriced 1", "one: 1 100/40/10/4/110 $0 unpriced 1"], rows.Select(Spender.Show), "the sessions of ada");
        Check.Equal(new SessionKey("three", "ada"), rows[0].Session, "the key of the session");
    }

    private static async Task All_owners_are_added_up(StoreCaseContext context)
    {
        foreach (var (key, factor) in new[] { (new SessionKey("s", "ada"), 1), (new SessionKey("s", "ben"), 2), (new SessionKey("s", "ada", "app"), 4), (new SessionKey("s"), 8) })
            await new Spender(await context.OpenSessionAsync(key), context.Clock).SpendAsync("a", Spender.Call(factor));

        await EnsureAsync(SessionSelection.All, new UsageQuery(), UsageBy.User, "-: 1 800/320/80/32/880 $0 unpriced 1", "ada: 2 500/200/50/20/550 $0 unpriced 2", "ben: 1 200/80/20/8/220 $0 unpriced 1");
        await EnsureAsync(SessionSelection.OfApp("default"), new UsageQuery(), UsageBy.App, "default: 3 1100/440/110/44/1210 $0 unpriced 3");
        await EnsureAsync(SessionSelection.OfUser("ada"), new UsageQuery(), UsageBy.App, "app: 1 400/160/40/16/440 $0 unpriced 1", "default: 1 100/40/10/4/110 $0 unpriced 1");
        await EnsureAsync(SessionSelection.OfUser(null), new UsageQuery(), UsageBy.Session, "s: 1 800/320/80/32/880 $0 unpriced 1");
        await EnsureAsync(SessionSelection.OfOwner(new SessionOwner("ada", "app")), new UsageQuery(), UsageBy.User, "ada: 1 400/160/40/16/440 $0 unpriced 1");
        await EnsureAsync(SessionSelection.OfSession(new SessionKey("s", "ben")), new UsageQuery(), UsageBy.Turn, "1: 1 200/80/20/8/220 $0 unpriced 1");
        var since = new UsageQuery { Since = DateTimeOffset.UnixEpoch };
        await EnsureAsync(SessionSelection.OfApp("app"), since, UsageBy.User, "ada: 1 400/160/40/16/440 $0 unpriced 1");
        await EnsureAsync(SessionSelection.OfUser("ada"), since, UsageBy.App, "app: 1 400/160/40/16/440 $0 unpriced 1", "default: 1 100/40/10/4/110 $0 unpriced 1");
        await EnsureAsync(SessionSelection.OfUser(null), since, UsageBy.Session, "s: 1 800/320/80/32/880 $0 unpriced 1");
        await EnsureAsync(SessionSelection.OfOwner(new SessionOwner()), since, UsageBy.Session, "s: 1 800/320/80/32/880 $0 unpriced 1");
        await EnsureAsync(SessionSelection.All, new UsageQuery { Until = context.Clock.GetUtcNow() }, UsageBy.None);
        Check.Equal(4, (await context.Store.Require<ISessionDirectory>().GetUsageAsync(SessionSelection.All, UsageBy.Session)).Count, "the number of sessions, whose ids are alike");

        async Task EnsureAsync(SessionSelection selection, UsageQuery query, UsageBy by, params string[] expected) =>
            Check.Sequence(expected, (await context.Store.Require<ISessionDirectory>().GetUsageAsync(selection, by, query, PriceTable.Empty)).Select(Spender.Show), $"the usage of {selection} by {by}");
    }

    private static async Task What_has_no_price_is_priced_later(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        await spender.SpendAsync("a", Spender.Call(1, cost: 5), Spender.Call(1), Spender.Call(1, "other"), Spender.Call(1, isReported: false));
        var prices = new PriceTable([new ModelPrice { Provider = "p", Model = "m", Input = 1_000, CachedInput = 100, Output = 10_000 }]);

        var totals = await (await context.Store.OpenAsync(spender.Session.Key)).Usage.GetAsync(prices: prices);

        Check.Equal((5.164m, 1L, 1L), (totals.Cost, totals.UnpricedCalls, totals.UnreportedCalls), "the cost, the calls without a price, and those without usage");
        Check.Sequence(["p/other"], totals.ModelsWithoutPrice, "the models without a price");
    }

    private static async Task Names_are_kept_as_they_are(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        string[] names = ["'", "\"", "[\"a\",\"b\"]", "%", "a\u0000b", "a\u0000c", "", "\uFFFD", "\U0001F980", "é", "e\u0301", new string('x', 300)];
        await spender.SpendAsync("'; --", [.. names.Select((name, i) => Spender.Call(100 - i, name, called: [name]))]);

        var (models, tools) = (await ByAsync(UsageBy.Model), await ByAsync(UsageBy.Tool));

        Check.Sequence(names, models, "the models");
        Check.Sequence(names, tools, "the tools");
        await spender.EnsureAsync(UsageBy.Agent, $"'; --: 12 113400/45360/11340/4536/124740 $0 tools 12 unpriced 12");

        async Task<IEnumerable<string?>> ByAsync(UsageBy by) => (await Spender.ReadAsync(context.Store, spender.Session.Key, new UsageQuery(), by)).Select(row => row.Key);
    }

    private static async Task What_cannot_be_asked_is_refused(StoreCaseContext context)
    {
        var owner = new SessionOwner("ada");

        await Check.Throws<ArgumentException>(() => context.Store.GetUsageAsync(owner, UsageBy.Turn), "asking for the turns of all sessions");
        await Check.Throws<ArgumentException>(() => context.Store.GetUsageAsync(owner, new UsageQuery { Within = [new(new(1), new(2))] }), "asking for positions of all sessions");
        await Check.Throws<ArgumentOutOfRangeException>(() => context.Store.GetUsageAsync(owner, (UsageBy)9), "asking for a grouping that is not there");
    }

    private static async Task Random_calls_agree_with_a_plain_sum(StoreCaseContext context)
    {
        foreach (var seed in context.Seeds(3))
            await new RandomSpending(context, seed).RunAsync(steps: 60);
    }

    private static async Task<Spender> NewAsync(StoreCaseContext context) => new(await context.NewSessionAsync(), context.Clock);
}
