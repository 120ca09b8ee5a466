namespace Colloquy.Storage.Conformance;

/// <summary>A store that keeps usage keeps it beside the log: of refused commits too, and when the session is gone.</summary>
public sealed class LedgerSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(The_store_keeps_usage, StoreTraits.Usage),
        Case(What_a_refused_commit_spent_can_be_kept, StoreTraits.Usage),
        Case(A_call_is_kept_once, StoreTraits.Usage),
        Case(A_call_that_is_committed_after_all_gets_its_place, StoreTraits.Usage),
        Case(What_is_kept_beside_the_log_is_on_no_line, StoreTraits.Usage),
        Case(Spending_outlives_its_session, StoreTraits.Usage),
        Case(Spending_outlives_the_handle, StoreTraits.Usage | StoreTraits.Reopens),
        Case(What_was_spent_on_a_session_that_is_gone_is_its_owners, StoreTraits.Usage),
        Case(A_call_is_not_kept_for_two_sessions_of_an_owner, StoreTraits.Usage),
        Case(A_call_of_a_deleted_session_goes_to_the_one_that_has_it_again, StoreTraits.Usage),
        Case(Calls_are_read_one_by_one_in_their_order, StoreTraits.Usage),
    ];

    private static Task The_store_keeps_usage(StoreCaseContext context)
    {
        Check.That(context.Store.GetService<IUsageLedger>() is not null, $"{context.Store.GetType().Name} is said to keep usage, but is no {nameof(IUsageLedger)}.");
        Check.That(!context.Traits.HasFlag(StoreTraits.Directory) || context.Store.GetService<IUsageDirectory>() is not null, $"{context.Store.GetType().Name} keeps usage and lists all owners' sessions, but is no {nameof(IUsageDirectory)}.");
        return Task.CompletedTask;
    }

    private static async Task What_a_refused_commit_spent_can_be_kept(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        var late = await spender.DraftAsync("a", Spender.Call(2, cost: 0.5m, called: ["find"]));
        await spender.Session.SayAsync("first");
        var token = await spender.Session.TakeLeaseAsync();
        var before = await spender.Session.SnapshotAsync();
        await Check.Throws<TipConflictException>(() => spender.Session.CommitAsync(late with { Lease = token }), "a commit at an old tip");

        await Ledger(context).RecordAsync(spender.Session.Key, [.. late.Usage.Select(used => used.Unlogged(turnIsKept: false))]);

        Check.Sequence(before, await spender.Session.SnapshotAsync(), "the session after usage was kept beside its log");
        await spender.EnsureAsync(UsageBy.None, "-: 1 200/80/20/8/220 $0.5 tools 1");
        await spender.EnsureAsync(UsageBy.Turn, "-: 1 200/80/20/8/220 $0.5 tools 1");
        await spender.EnsureAsync(UsageBy.Tool, "find: 1 200/80/20/8/220 $0.5 tools 1");
        await spender.EnsureAsync(new SessionOwner("ada"), UsageBy.None, "-: 1 200/80/20/8/220 $0.5 tools 1");
    }

    private static async Task A_call_is_kept_once(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        var commit = await spender.DraftAsync("a", Spender.Call(), Spender.Call());
        UsageRecord[] records = [.. commit.Usage.Select(used => used.Unlogged(turnIsKept: false))];

        await spender.Session.CommitAsync(commit);
        await Ledger(context).RecordAsync(spender.Session.Key, records);
        await Ledger(context).RecordAsync(spender.Session.Key, records);

        await spender.EnsureAsync(UsageBy.Turn, "1: 2 200/80/20/8/220 $0 unpriced 2");
    }

    private static async Task A_call_that_is_committed_after_all_gets_its_place(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        var commit = await spender.DraftAsync("a", Spender.Call());

        await Ledger(context).RecordAsync(spender.Session.Key, [commit.Usage[0].Unlogged(turnIsKept: false)]);
        await spender.Session.CommitAsync(commit);

        await spender.EnsureAsync(UsageBy.Turn, "1: 1 100/40/10/4/110 $0 unpriced 1");
    }

    private static async Task What_is_kept_beside_the_log_is_on_no_line(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        await spender.SpendAsync("a", Spender.Call(1));
        var lost = await spender.DraftAsync("a", Spender.Call(10));
        await Ledger(context).RecordAsync(spender.Session.Key, [lost.Usage[0].Unlogged(turnIsKept: false)]);

        var all = new UsageQuery { Within = [new PositionRange(Position.Start, new Position(1_000))] };
        await spender.EnsureAsync(all, UsageBy.None, "-: 1 100/40/10/4/110 $0 unpriced 1");
    }

    private static async Task Spending_outlives_its_session(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        await spender.SpendAsync("a", Spender.Call(1));
        var kept = await spender.DraftAsync("a", Spender.Call(2));
        await Ledger(context).RecordAsync(spender.Session.Key, [kept.Usage[0].Unlogged(turnIsKept: false)]);

        await context.Store.DeleteAsync(spender.Session.Key);
        await spender.EnsureAsync(UsageBy.None);
        var again = new Spender(await context.OpenSessionAsync(spender.Session.Key), context.Clock);
        await again.EnsureAsync(UsageBy.None);
        await again.SpendAsync("b", Spender.Call(4));

        await again.EnsureAsync(UsageBy.None, "-: 1 400/160/40/16/440 $0 unpriced 1");
        await again.EnsureAsync(new SessionOwner("ada"), UsageBy.Session, $"{again.Session.Key.Id}: 1 400/160/40/16/440 $0 unpriced 1", "-: 2 300/120/30/12/330 $0 unpriced 2");
        await again.EnsureAsync(new SessionOwner("ada"), UsageBy.Agent, "b: 1 400/160/40/16/440 $0 unpriced 1", "a: 2 300/120/30/12/330 $0 unpriced 2");
    }

    private static async Task Spending_outlives_the_handle(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        await spender.SpendAsync("a", Spender.Call(1, cost: 0.25m));
        var lost = await spender.DraftAsync("a", Spender.Call(2, cost: 0.5m));
        await Ledger(context).RecordAsync(spender.Session.Key, [lost.Usage[0].Unlogged(turnIsKept: false)]);

        var other = new Spender(spender.Session.Through(await context.OpenAnotherAsync()), context.Clock);

        await other.EnsureAsync(UsageBy.None, "-: 2 300/120/30/12/330 $0.75");
    }

    private static async Task What_was_spent_on_a_session_that_is_gone_is_its_owners(StoreCaseContext context)
    {
        var spender = await NewAsync(context);
        var commit = await spender.DraftAsync("a", Spender.Call());
        await spender.Session.CommitAsync(commit);
        var lost = await spender.DraftAsync("a", Spender.Call(10));
        await context.Store.DeleteAsync(spender.Session.Key);

        await Ledger(context).RecordAsync(spender.Session.Key, [commit.Usage[0].Unlogged(turnIsKept: false), lost.Usage[0].Unlogged(turnIsKept: false)]);

        Check.That(await context.Store.GetAsync(spender.Session.Key) is null, "Keeping usage made a session that was deleted.");
        await spender.EnsureAsync(new SessionOwner("ada"), UsageBy.Session, "-: 2 1100/440/110/44/1210 $0 unpriced 2");
    }

    private static async Task A_call_is_not_kept_for_two_sessions_of_an_owner(StoreCaseContext context)
    {
        var (spender, other) = (await NewAsync(context), await NewAsync(context));
        var commit = await spender.DraftAsync("a", Spender.Call(cost: 0.5m));
        await spender.Session.CommitAsync(commit);

        await Ledger(context).RecordAsync(other.Session.Key, commit.Usage);

        await other.EnsureAsync(UsageBy.None);
        await spender.EnsureAsync(UsageBy.None, "-: 1 100/40/10/4/110 $0.5");
        await spender.EnsureAsync(new SessionOwner("ada"), UsageBy.None, "-: 1 100/40/10/4/110 $0.5");
    }

    private static async Task A_call_of_a_deleted_session_goes_to_the_one_that_has_it_again(StoreCaseContext context)
    {
        var (spender, other) = (await NewAsync(context), await NewAsync(context));
        var commit = await spender.DraftAsync("a", Spender.Call(1, cost: 0.5m), Spender.Call(2));
        await spender.Session.CommitAsync(commit);
        await context.Store.DeleteAsync(spender.Session.Key);

        await Ledger(context).RecordAsync(other.Session.Key, [commit.Usage[0]]);
        await Ledger(context).RecordAsync(other.Session.Key, [commit.Usage[0]]);

        await other.EnsureAsync(UsageBy.Turn, "1: 1 100/40/10/4/110 $0.5");
        await other.EnsureAsync(new SessionOwner("ada"), UsageBy.Session, $"{other.Session.Key.Id}: 1 100/40/10/4/110 $0.5", "-: 1 200/80/20/8/220 $0 unpriced 1");
        await other.EnsureAsync(new SessionOwner("ada"), UsageBy.None, "-: 2 300/120/30/12/330 $0.5 unpriced 1");
    }

    private static async Task Calls_are_read_one_by_one_in_their_order(StoreCaseContext context)
    {
        var (spender, other) = (await NewAsync(context), await NewAsync(context));
        var commit = await spender.DraftAsync("a", [.. Enumerable.Range(1, 5).Select(size => Spender.Call(size, cost: size == 2 ? 0.123456789m : null, called: size == 3 ? ["find", "look"] : null))]);
        await spender.Session.CommitAsync(commit);
        await other.SpendAsync("b", Spender.Call());
        context.Clock.Advance(TimeSpan.FromSeconds(1));
        var lost = (await spender.DraftAsync(null, Spender.Call(6))).Usage[0].Unlogged(turnIsKept: false);
        await Ledger(context).RecordAsync(spender.Session.Key, [lost]);

        var read = new List<UsageRecord>();
        for (var page = 0; page < 4; page++)
            read.AddRange(await Ledger(context).ReadUsageAsync(spender.Session.Key, read.LastOrDefault(), limit: 2, context.CancellationToken));

        Check.Sequence(commit.Usage.OrderBy(record => record.Call.ToString(), StringComparer.Ordinal).Append(lost).Select(Show), read.Select(Show), "the calls");
        Check.Equal(0, (await Ledger(context).ReadUsageAsync(context.NewKey(), null, limit: 2, context.CancellationToken)).Count, "the calls of a session that is not there");

        static string Show(UsageRecord record) => $"{record with { Called = [] }} {string.Join(' ', record.Called)}";
    }

    private static IUsageLedger Ledger(StoreCaseContext context) => context.Store.Require<IUsageLedger>();

    private static async Task<Spender> NewAsync(StoreCaseContext context) => new(await context.NewSessionAsync(), context.Clock);
}
