using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>The erasure of a user removes all that belongs to the user and nothing of others, keeps what must be kept, and can be repeated.</summary>
public sealed class ErasureSuite : StoreSuite
{
    private static readonly SessionOwner Ada = new("ada", "desk");
    private static readonly SessionOwner Ben = new("ben", "desk");

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(Nothing_of_the_user_is_left, Needed),
        Case(Others_keep_all_that_they_have, Needed),
        Case(Usage_keeps_its_sums_under_a_pseudonym, Needed),
        Case(A_held_and_an_immutable_session_are_kept_and_reported, Needed),
        Case(A_session_on_which_a_turn_runs_is_kept_and_reported, Needed),
        Case(A_dry_run_says_what_would_be_removed_and_removes_nothing, Needed),
        Case(A_second_erasure_finds_nothing_more, Needed),
        Case(An_erasure_that_was_cut_off_anywhere_is_completed_by_the_next, Needed),
        Case(The_same_user_of_another_application_is_another_user, Needed),
    ];

    private static StoreTraits Needed => StoreTraits.Retention | StoreTraits.State | StoreTraits.Memory | StoreTraits.Usage | StoreTraits.Owners;

    private static async Task Nothing_of_the_user_is_left(StoreCaseContext context)
    {
        await MakeAsync(context, Ada);

        var report = await context.Store.EraseUserAsync(Ada);

        Check.Equal((2L, 1L, 2L, true), (report.Sessions, report.StateKeys, report.Memories, report.IsComplete), "what was removed");
        Check.Equal("", await DescribeAsync(context.Store, Ada), "what is left of the user");
        Check.Equal(0, (await context.Store.Require<IOwnerState>().ReadChangesAsync(Ada, StateVersion.None)).Count, "the number of keys, removed ones included");
        Check.Equal(0, (await context.Store.SearchAsync(new SearchQuery("parrot"), Ada)).Hits.Count, "the number of messages that are found");
    }

    private static async Task Others_keep_all_that_they_have(StoreCaseContext context)
    {
        await MakeAsync(context, Ada);
        await MakeAsync(context, Ben);
        var before = await DescribeAsync(context.Store, Ben);

        await context.Store.EraseUserAsync(Ada);

        Check.Equal(before, await DescribeAsync(context.Store, Ben), "what another user has");
    }

    private static async Task Usage_keeps_its_sums_under_a_pseudonym(StoreCaseContext context)
    {
        await MakeAsync(context, Ada);
        await MakeAsync(context, Ben);
        var before = await SumAsync(context.Store, new SessionOwner("ada", "desk"));
        Check.That(before.Calls > 0, "Expected calls to be recorded.");
        var others = await SumAsync(context.Store, Ben);

        var report = await context.Store.EraseUserAsync(Ada);

        Check.Equal((0L, 0L), await SumAsync(context.Store, Ada), "what the user has used");
        Check.Equal(before.Calls, report.Calls, "the number of calls that were given away");
        Check.Equal(before, await SumAsync(context.Store, report.Pseudonym!), "what the pseudonym has used");
        Check.Equal(others, await SumAsync(context.Store, Ben), "what another user has used");
        // The digits of a random pseudonym can be those of the name.
        Check.That(report.Pseudonym!.User!.StartsWith("erased-", StringComparison.Ordinal) && report.Pseudonym != Ada, "Expected the pseudonym not to show the user.");
    }

    private static async Task A_held_and_an_immutable_session_are_kept_and_reported(StoreCaseContext context)
    {
        var (held, immutable) = await MakeAsync(context, Ada);
        await held.Retention.HoldAsync("case 17", "Requested by the court");
        await immutable.Retention.SetAsync(new RetentionPolicy { Immutable = true, Ttl = TimeSpan.FromDays(30) });
        var other = await context.Store.OpenAsync(new SessionKey("third", Ada), Options(context));
        await other.AddAsync(new ChatMessage(ChatRole.User, "third"));
        var log = await context.Store.ReadAsync(held.Key, LogRead.All() with { Limit = LogRead.MaxLimit });

        var report = await context.Store.EraseUserAsync(Ada);

        Check.Equal((1L, false), (report.Sessions, report.IsComplete), "what was removed");
        Check.Sequence([(held.Key, KeptReason.Held), (immutable.Key, KeptReason.Immutable)], report.Kept.OrderBy(kept => kept.Reason).Select(kept => (kept.Key, kept.Reason)), "what was kept");
        Check.Equal("case 17", report.Kept.Single(kept => kept.Key == held.Key).Holds.Single().Name, "the hold");
        Check.That(report.Kept.Single(kept => kept.Key == immutable.Key).Until is not null, "Expected the time until which the session is kept.");
        Check.Sequence(log.Entries.Select(Describe), (await context.Store.ReadAsync(held.Key, LogRead.All() with { Limit = LogRead.MaxLimit })).Entries.Select(Describe), "the log of the held session");
        Check.Equal(0, (await context.Store.Require<IOwnerState>().ListAsync(Ada)).Count, "the number of keys of state");

        await held.Retention.LiftHoldAsync("case 17");
        var again = await context.Store.EraseUserAsync(Ada);
        Check.Equal(1L, again.Sessions, "the number of sessions that were removed after the hold was lifted");
    }

    private static async Task A_session_on_which_a_turn_runs_is_kept_and_reported(StoreCaseContext context)
    {
        await MakeAsync(context, Ada);
        var running = new SessionUnderTest(context.Store, new SessionKey("first", Ada), context.Clock);
        var token = await running.TakeLeaseAsync();

        var report = await context.Store.EraseUserAsync(Ada);

        Check.Sequence([(running.Key, KeptReason.Busy)], report.Kept.Select(kept => (kept.Key, kept.Reason)), "what was kept");
        await context.Store.LeaseAsync(running.Key, LeaseRequest.Release(token));
        Check.Equal((1L, true), await context.Store.EraseUserAsync(Ada) is var again ? (again.Sessions, again.IsComplete) : default, "what was removed when the turn had ended");
    }

    private static async Task A_dry_run_says_what_would_be_removed_and_removes_nothing(StoreCaseContext context)
    {
        var (held, _) = await MakeAsync(context, Ada);
        await held.Retention.HoldAsync("case 17", "Requested by the court");
        var before = await DescribeAsync(context.Store, Ada);

        var report = await context.Store.EraseUserAsync(Ada, new ErasureOptions { DryRun = true });

        Check.Equal((true, 1L, 1L, 2L), (report.IsDryRun, report.Sessions, report.StateKeys, report.Memories), "what would be removed");
        Check.Sequence([held.Key], report.Kept.Select(kept => kept.Key), "what would be kept");
        Check.Equal(before, await DescribeAsync(context.Store, Ada), "what the user has");
    }

    private static async Task A_second_erasure_finds_nothing_more(StoreCaseContext context)
    {
        await MakeAsync(context, Ada);
        await context.Store.EraseUserAsync(Ada);

        var again = await context.Store.EraseUserAsync(Ada);

        Check.Equal((0L, 0L, 0L, 0L, null), (again.Sessions, again.StateKeys, again.Memories, again.Calls, again.Pseudonym), "what the second erasure removed");
    }

    private static async Task An_erasure_that_was_cut_off_anywhere_is_completed_by_the_next(StoreCaseContext context)
    {
        for (var calls = 1; calls < 40; calls++)
        {
            await MakeAsync(context, Ada);
            var before = await SumAsync(context.Store, Ada);
            var all = await SumAllAsync(context.Store);
            var isCutOff = false;
            try
            {
                await new CutOffStore(context.Store, calls).EraseUserAsync(Ada);
            }
            catch (OperationCanceledException)
            {
                isCutOff = true;
            }

            await context.Store.EraseUserAsync(Ada);

            Check.Equal("", await DescribeAsync(context.Store, Ada), $"what is left when an erasure was cut off at its call {calls}");
            Check.Equal((0L, 0L), await SumAsync(context.Store, Ada), $"what the user has used when an erasure was cut off at its call {calls}");
            Check.Equal(all, await SumAllAsync(context.Store), $"what all have used when an erasure was cut off at its call {calls}");
            if (!isCutOff)
                return;
        }
    }

    private static async Task The_same_user_of_another_application_is_another_user(StoreCaseContext context)
    {
        var other = new SessionOwner("ada", "shop");
        await MakeAsync(context, Ada);
        await MakeAsync(context, other);
        var before = await DescribeAsync(context.Store, other);

        await context.Store.EraseUserAsync(Ada);

        Check.Equal(before, await DescribeAsync(context.Store, other), "what the user has in another application");
        await Check.Throws<ArgumentException>(() => context.Store.EraseUserAsync(new SessionOwner(null, "desk")), "the erasure of an application");
    }

    /// <summary>Two sessions, a key of state, a memory, and an agent's memory about the user.</summary>
    private static async Task<(Session First, Session Second)> MakeAsync(StoreCaseContext context, SessionOwner owner)
    {
        var first = await context.Store.OpenAsync(new SessionKey("first", owner), Options(context));
        await new Agent(new EchoingModel()) { Tools = [EchoingModel.Look] }.RunAsync("Take the tool, parrot", first);
        await first.State.SetAsync("language", "en", Scope.User);
        var second = await context.Store.OpenAsync(new SessionKey("second", owner), Options(context));
        await second.AddAsync([new ChatMessage(ChatRole.User, "my parrot talks"), new ChatMessage(ChatRole.Assistant, "so do I")]);
        foreach (var of in new MemoryOwner[] { new(owner), new(owner, "desk") })
            await context.Store.Require<IMemoryStore>().PutAsync(new MemoryPut { Owner = of, Text = "has a parrot", Words = MemoryPut.WordsOf(null, "has a parrot"), At = context.Clock.GetUtcNow(), MaxMemories = 100 });
        return (first, second);
    }

    private static OpenSessionOptions Options(StoreCaseContext context) => new() { TimeProvider = context.Clock };

    private static async Task<string> DescribeAsync(ISessionStore store, SessionOwner owner)
    {
        var lines = new List<string>();
        await foreach (var record in store.ListSessionsAsync(owner))
            lines.Add($"{record.Key} {record.Tip} {record.Chain} {record.UpdatedAt:O}");
        foreach (var stored in await store.Require<IOwnerState>().ListAsync(owner))
            lines.Add($"{stored.Key} {stored.Version} {Convert.ToHexString(stored.Value.Span)}");
        foreach (var of in new MemoryOwner[] { new(owner), new(owner, "desk") })
            lines.AddRange((await store.Require<IMemoryStore>().ListAsync(new MemoryListing(of))).Items.Select(item => $"{of}: {item.Text} {item.Version}"));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private static async Task<(long Calls, long Tokens)> SumAsync(ISessionStore store, SessionOwner owner)
    {
        var sums = await store.Require<IUsageLedger>().SumAsync(owner, new UsageQuery());
        return (sums.Sum(sum => sum.Calls), sums.Sum(sum => sum.TotalTokens));
    }

    private static async Task<(long Calls, long Tokens)> SumAllAsync(ISessionStore store)
    {
        var sums = await store.Require<IUsageDirectory>().SumAllAsync(SessionSelection.OfApp("desk"), new UsageQuery());
        return (sums.Sum(sum => sum.Calls), sums.Sum(sum => sum.TotalTokens));
    }

    private static string Describe(Entry entry) => $"{entry.Position} {entry.Chain} {Convert.ToHexString(entry.Payload.Span)}";
}
