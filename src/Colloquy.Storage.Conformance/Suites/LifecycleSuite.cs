namespace Colloquy.Storage.Conformance;

/// <summary>A closed store refuses, closing twice is fine, and what was kept is there when it is opened again.</summary>
public sealed class LifecycleSuite : StoreSuite
{
    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(The_store_can_do_what_its_harness_says),
        Case(A_closed_store_refuses_every_call),
        Case(A_store_may_be_closed_twice),
        Case(Everything_is_there_after_opening_again, StoreTraits.Reopens),
        Case(Commits_are_recognised_after_opening_again, StoreTraits.Reopens),
        Case(Leases_and_tickets_outlive_the_handle_that_took_them, StoreTraits.Reopens),
        Case(Closing_one_handle_leaves_the_others, StoreTraits.Reopens),
    ];

    private static async Task The_store_can_do_what_its_harness_says(StoreCaseContext context)
    {
        Check.Equal(context.Traits.HasFlag(StoreTraits.Directory), context.Store.GetService<ISessionDirectory>() is not null, "whether the store is an ISessionDirectory, as its harness says,");
        if (context.Traits.HasFlag(StoreTraits.Reopens))
            Check.That(!ReferenceEquals(context.Store, await context.OpenAnotherAsync()), "Expected another handle from a harness that says it reopens, but it is the same store.");
    }

    private static async Task A_closed_store_refuses_every_call(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var commit = await session.DraftAsync(SessionUnderTest.Text("late"));
        var (store, key) = (context.Store, session.Key);

        await store.DisposeAsync();

        var calls = new Dictionary<string, Func<Task>>
        {
            ["CreateAsync"] = () => store.CreateAsync(context.NewKey()).AsTask(),
            ["GetAsync"] = () => store.GetAsync(key).AsTask(),
            ["SetDetailsAsync"] = () => store.SetDetailsAsync(key, new SessionDetails()).AsTask(),
            ["CommitAsync"] = () => store.CommitAsync(key, commit).AsTask(),
            ["ReadAsync"] = () => store.ReadAsync(key, LogRead.All()).AsTask(),
            ["ReadStateAsync"] = () => store.ReadStateAsync(key, Position.Start).AsTask(),
            ["GetBranchesAsync"] = () => store.GetBranchesAsync(key).AsTask(),
            ["GetBlobAsync"] = () => store.GetBlobAsync(key, Digest.Of("x"u8)).AsTask(),
            ["LeaseAsync"] = () => store.LeaseAsync(key, LeaseRequest.Withdraw(1)).AsTask(),
            ["ListAsync"] = () => store.ListAsync(new SessionOwner("ada"), new SessionQuery()).AsTask(),
            ["DeleteAsync"] = () => store.DeleteAsync(key).AsTask(),
        };
        if (store.GetService<ISessionDirectory>() is { } directory)
            calls["ListAllAsync"] = () => directory.ListAllAsync(SessionSelection.All, new SessionQuery()).AsTask();
        foreach (var (name, call) in calls)
            await Check.Throws<ObjectDisposedException>(call, $"{name} of a closed store");
    }

    private static async Task A_store_may_be_closed_twice(StoreCaseContext context)
    {
        await context.NewSessionAsync();

        await context.Store.DisposeAsync();
        await context.Store.DisposeAsync();
    }

    private static async Task Everything_is_there_after_opening_again(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var blob = Blob.Of("kept"u8.ToArray());
        await session.CommitAsync(await session.DraftWaitingAsync(SessionUnderTest.Text("one"), SessionUnderTest.State("color", 1)) with { Blobs = [blob] });
        await session.ForkAsync("side", new Position(1));
        await session.SayAsync("two");
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("gone", new Position(1))]));
        await session.CommitAsync(await session.DraftHeadsAsync([new BranchHead("gone", null)]));
        await session.Store.SetDetailsAsync(session.Key, new SessionDetails { Title = "title", Metadata = new Dictionary<string, string> { ["a"] = "b" } });
        var before = await session.SnapshotAsync();
        await context.Store.DisposeAsync();

        var again = session.Through(await context.OpenAnotherAsync());

        Check.Sequence(before, await again.SnapshotAsync(), "the session after opening again");
        Check.That(await again.Store.GetBlobAsync(session.Key, blob.Hash) is not null, "Expected content to be there after opening again, but it is gone.");
        Check.Equal(1, (await again.Store.ListAsync(new SessionOwner("ada"), new SessionQuery())).Sessions.Count, "the number of sessions listed after opening again");
        await Check.Throws<ArgumentException>(() => again.ForkAsync("gone", new Position(1)), "a fork under a name that was deleted before");
        Check.Equal(new Position(7), (await again.SayAsync("three"))[0].Position, "the position of the next entry");
    }

    private static async Task Commits_are_recognised_after_opening_again(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var made = new List<(Commit Commit, CommitReceipt Receipt)>();
        foreach (var count in (int[])[2, 32, 33, 65])
        {
            while (made.Count < count)
                made.Add(await session.MakeAsync(made.Count));
            var tip = (await session.RecordAsync()).Tip;
            await session.Store.DisposeAsync();

            session = session.Through(await context.OpenAnotherAsync());

            await session.EnsureRepeatedAsync(made);
            Check.Equal(tip, (await session.RecordAsync()).Tip, "the tip after commits were repeated after opening again");
        }
    }

    private static async Task Leases_and_tickets_outlive_the_handle_that_took_them(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var token = await session.TakeLeaseAsync();
        var wait = LeaseRequest.Acquire("two", TimeSpan.FromSeconds(30), LeasePlace.Back);
        var queued = QueuedLease.Of(await session.Store.LeaseAsync(session.Key, wait));
        await context.Store.DisposeAsync();

        var again = session.Through(await context.OpenAnotherAsync());

        await Check.Throws<SessionBusyException>(() => again.SayAsync("without a lease"), "a commit without a lease after opening again");
        await again.CommitAsync(await again.DraftAsync(SessionUnderTest.Text("one")) with { Lease = token, ReleasesLease = true });
        Check.Equal(LeaseAnswer.Queued(queued.Ticket + 1, 1), await again.Store.LeaseAsync(session.Key, wait with { Owner = "three" }), "the answer to one who comes later");
        Check.That(await again.Store.LeaseAsync(session.Key, wait with { Ticket = queued.Ticket }) is { Outcome: LeaseOutcome.Granted }, "Expected the ticket taken before to be granted, but it was not.");
    }

    private static async Task Closing_one_handle_leaves_the_others(StoreCaseContext context)
    {
        var session = await context.NewSessionAsync();
        var other = session.Through(await context.OpenAnotherAsync());
        await other.SayAsync("one");

        await context.Store.DisposeAsync();

        await other.SayAsync("two");
        Check.Equal(2, (await other.LogAsync()).Count, "the number of entries through the handle that is open");
    }
}
