using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Tests.Moving;

/// <summary>What holds of a copy from any store to any other. A test project derives a class for each pair.</summary>
public abstract class StoreCopyCases : IAsyncLifetime
{
    private readonly List<ISessionStore> _stores = [];

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    protected ISessionStore From { get; private set; } = null!;

    protected ISessionStore To { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        From = await OpenAsync("from", isSource: true);
        To = await OpenAsync("to", isSource: false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        await CleanAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Everything_is_in_the_target_as_it_was()
    {
        await StoreWorld.FillAsync(From, Clock);
        var expected = await StoreDump.OfAsync(From);

        var copy = new StoreCopy(From, To);
        Assert.True(await copy.RunAsync(Token));

        Assert.Equal(expected, await StoreDump.OfAsync(To));
        Assert.Equal(expected, await StoreDump.OfAsync(From));
        Assert.Equal((true, 6, 6, 0, 0), (copy.IsFinished, copy.Sessions, copy.Copied, copy.Removed, copy.Problems.Count));
        Assert.True(copy.Entries > 100);
    }

    [Fact]
    public async Task A_finished_copy_that_is_run_again_copies_nothing()
    {
        await StoreWorld.FillAsync(From, Clock);
        await new StoreCopy(From, To).RunAsync(Token);

        var again = new StoreCopy(From, To);

        Assert.True(await again.RunAsync(Token));
        Assert.Equal((0, 0, 0), (again.Copied, again.Removed, again.Owners));
    }

    [Fact]
    public async Task What_waits_for_a_person_is_answered_in_the_target_and_goes_on_there()
    {
        await StoreWorld.FillAsync(From, Clock);
        await new StoreCopy(From, To).RunAsync(Token);
        var session = (await To.FindAsync(StoreWorld.Waiting, new OpenSessionOptions { TimeProvider = Clock }, Token))!;
        List<string> done = [];

        await session.Approvals.ApproveAsync(Assert.Single(await session.Approvals.ListAsync(cancellationToken: Token)), by: "ann", cancellationToken: Token);
        var answer = await StoreWorld.Desk(done).ResumeAsync(session, cancellationToken: Token);

        Assert.Equal(("It is refunded.", TurnStatus.Completed), (answer!.Text, answer.Status));
        Assert.Equal(["refunded"], done);
    }

    [Fact]
    public async Task Versions_of_state_and_memories_go_on_in_the_target()
    {
        await StoreWorld.FillAsync(From, Clock);
        await new StoreCopy(From, To).RunAsync(Token);
        var owner = new SessionOwner("ada");

        foreach (var store in new[] { From, To })
        {
            await store.GetState(owner).SetAsync("theme", "light", Token);
            Assert.Equal(new StateVersion(6), (await store.GetState(owner).FindAsync("theme", Token))!.Version);
            Assert.Equal(3, (await store.GetService<IMemoryStore>()!.PutAsync(StoreWorld.Memory(owner, "drink", "likes water", Clock), Token)).Version);
        }
    }

    [Fact]
    public async Task Another_pass_copies_what_changed_and_nothing_else()
    {
        await StoreWorld.FillAsync(From, Clock);
        var copy = new StoreCopy(From, To);
        Assert.False(await copy.PassAsync(Token));
        Clock.Advance(TimeSpan.FromSeconds(5));
        var changed = (await From.FindAsync(StoreWorld.Long, cancellationToken: Token))!;
        await changed.AddAsync(new ChatMessage(ChatRole.User, "and on"), cancellationToken: Token);
        await (await From.FindAsync(StoreWorld.Closed, cancellationToken: Token))!.SetTitleAsync("Renamed", Token);
        await (await From.FindAsync(StoreWorld.Nobodys, cancellationToken: Token))!.Retention.SetAsync(new RetentionPolicy { Ttl = TimeSpan.FromDays(9) }, Token);
        await From.DeleteAsync(StoreWorld.Waiting, Token);
        await From.CreateAsync(new SessionKey("new", "carol"), Token);
        await From.GetState(new SessionOwner("ada")).SetAsync("theme", "light", Token);
        await From.GetService<IMemoryStore>()!.PutAsync(StoreWorld.Memory(new SessionOwner("carol"), null, "new", Clock), Token);
        await From.GetService<IUsageLedger>()!.RecordAsync(StoreWorld.Pruned, [StoreWorld.Used(Clock, 3)], Token);

        Assert.False(await copy.PassAsync(Token));

        Assert.Equal((6 + 3, 1), (copy.Copied, copy.Removed));
        Assert.True(await copy.RunAsync(Token));
        Assert.Equal(6 + 3, copy.Copied);
        Assert.Equal(await StoreDump.OfAsync(From), await StoreDump.OfAsync(To));
    }

    [Fact]
    public async Task A_prune_a_pop_and_a_session_that_began_anew_are_copied()
    {
        await StoreWorld.FillAsync(From, Clock);
        var copy = new StoreCopy(From, To);
        await copy.PassAsync(Token);
        await (await From.FindAsync(StoreWorld.Long, cancellationToken: Token))!.Retention.PruneAsync(PruneStrategy.KeepLast(3), cancellationToken: Token);
        await (await From.FindAsync(StoreWorld.Pruned, cancellationToken: Token))!.PopAsync(cancellationToken: Token);
        await From.DeleteAsync(StoreWorld.Closed, Token);
        await (await From.OpenAsync(StoreWorld.Closed, cancellationToken: Token)).AddAsync(new ChatMessage(ChatRole.User, "anew"), cancellationToken: Token);

        Assert.True(await copy.RunAsync(Token));

        Assert.Equal(6 + 3, copy.Copied);
        Assert.Equal(await StoreDump.OfAsync(From), await StoreDump.OfAsync(To));
    }

    [Fact]
    public async Task A_copy_that_was_cancelled_goes_on_where_it_was()
    {
        await StoreWorld.FillAsync(From, Clock);
        for (var i = 0; i < 20; i++)
            await (await From.OpenAsync(new SessionKey($"more-{i}", "ada"), cancellationToken: Token)).AddAsync(new ChatMessage(ChatRole.User, "text"), cancellationToken: Token);
        var (first, second) = (0L, 0L);
        using (var cancelled = new CancellationTokenSource())
        {
            var copy = new StoreCopy(From, To) { Source = "from", Parallelism = 1, Progress = new Act<EntryProgress>(progress => { if (progress.Entries >= 10) cancelled.Cancel(); }) };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copy.RunAsync(cancelled.Token));
            first = copy.Copied;
        }

        Assert.InRange(first, 1, 25);
        await From.DeleteAsync((await StoreDump.RecordsAsync(To))[0].Key, Token);
        var rest = new StoreCopy(From, To) { Source = "from" };
        Assert.True(await rest.RunAsync(Token));
        second = rest.Copied;

        Assert.Equal((26, 1), (first + second, rest.Removed));
        Assert.Equal(await StoreDump.OfAsync(From), await StoreDump.OfAsync(To));
    }

    [Fact]
    public async Task An_immutable_session_grows_between_passes_and_is_protected_at_the_end()
    {
        await StoreWorld.FillAsync(From, Clock);
        var copy = new StoreCopy(From, To);
        await copy.PassAsync(Token);
        Clock.Advance(TimeSpan.FromDays(1));
        await (await From.FindAsync(StoreWorld.Immutable, cancellationToken: Token))!.AddAsync(new ChatMessage(ChatRole.User, "More for the record"), cancellationToken: Token);

        Assert.True(await copy.RunAsync(Token));

        var record = (await To.GetAsync(StoreWorld.Immutable, Token))!;
        Assert.Equal((Clock.GetUtcNow(), true), (record.UpdatedAt, record.Retention!.Immutable));
        await Assert.ThrowsAsync<SessionImmutableException>(async () => await To.DeleteAsync(StoreWorld.Immutable, Token));
        Assert.Equal(await StoreDump.OfAsync(From), await StoreDump.OfAsync(To));
    }

    [Fact]
    public async Task A_turn_that_runs_keeps_the_copy_from_its_end_and_is_interrupted_in_the_target()
    {
        await StoreWorld.FillAsync(From, Clock);
        var key = new SessionKey("running", "ada");
        await From.CreateAsync(key, Token);
        var taken = await From.LeaseAsync(key, LeaseRequest.Acquire("runner", TimeSpan.FromSeconds(30), LeasePlace.None), Token);
        var writer = new EntryWriter((await From.GetAsync(key, Token))!, Clock);
        writer.Append(new TurnStartBody { Number = 1 });
        await From.CommitAsync(key, writer.TakeCommit(CommitId.New()) with { Lease = taken.Token, Activity = SessionActivity.Running }, Token);

        var copy = new StoreCopy(From, To);
        Assert.False(await copy.RunAsync(Token));

        Assert.Equal((key, false, 0), (copy.Running, copy.IsFinished, copy.Differences));
        Assert.True((await To.GetAsync(key, Token))!.IsInterrupted);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await copy.RunAsync(Token));
        Assert.Equal(await StoreDump.OfAsync(From), await StoreDump.OfAsync(To));
    }

    [Fact]
    public async Task A_target_with_sessions_of_its_own_is_refused_unless_it_may_keep_them()
    {
        await StoreWorld.FillAsync(From, Clock);
        var own = new SessionKey("own", "zoe");
        await (await To.OpenAsync(own, cancellationToken: Token)).AddAsync(new ChatMessage(ChatRole.User, "mine"), cancellationToken: Token);
        await To.GetState(new SessionOwner("zoe")).SetAsync("theme", "dark", Token);

        var refused = await Assert.ThrowsAsync<StoreException>(() => new StoreCopy(From, To).RunAsync(Token));
        Assert.Equal((StoreFailure.Exists, own), (refused.Failure, refused.Key));
        Assert.Single(await StoreDump.RecordsAsync(To));

        Assert.True(await new StoreCopy(From, To) { KeepsOthers = true }.RunAsync(Token));
        Assert.Equal(7, (await StoreDump.RecordsAsync(To)).Count);
        Assert.Equal("dark", await To.GetState(new SessionOwner("zoe")).GetAsync<string>("theme", Token));

        Assert.True(await new StoreCopy(From, To) { RemovesOthers = true }.RunAsync(Token));
        Assert.Equal(await StoreDump.OfAsync(From), await StoreDump.OfAsync(To));
        await Assert.ThrowsAsync<InvalidOperationException>(() => new StoreCopy(From, To) { KeepsOthers = true, RemovesOthers = true }.RunAsync(Token));
    }

    [Fact]
    public async Task A_target_that_was_written_to_is_not_overwritten()
    {
        await StoreWorld.FillAsync(From, Clock);
        await new StoreCopy(From, To).RunAsync(Token);
        var used = (await To.FindAsync(StoreWorld.Long, cancellationToken: Token))!;
        await used.AddAsync(new ChatMessage(ChatRole.User, "written in the target"), cancellationToken: Token);

        foreach (var keeps in (bool[])[false, true])
        {
            var refused = await Assert.ThrowsAsync<StoreException>(() => new StoreCopy(From, To) { KeepsOthers = keeps }.RunAsync(Token));
            Assert.Equal((StoreFailure.Exists, StoreWorld.Long), (refused.Failure, refused.Key));
        }

        Assert.Equal("written in the target", (await used.GetItemsAsync(1, cancellationToken: Token))[0].Text);
    }

    [Fact]
    public async Task State_that_was_written_in_the_target_is_not_overwritten()
    {
        await StoreWorld.FillAsync(From, Clock);
        await new StoreCopy(From, To).RunAsync(Token);
        await To.GetState(new SessionOwner("ada")).SetAsync("theme", "light", Token);

        var refused = await Assert.ThrowsAsync<StoreException>(() => new StoreCopy(From, To).RunAsync(Token));

        Assert.Equal(StoreFailure.Exists, refused.Failure);
        Assert.Equal("light", await To.GetState(new SessionOwner("ada")).GetAsync<string>("theme", Token));
    }

    [Fact]
    public async Task An_unfinished_copy_of_another_store_is_refused_and_so_is_one_of_an_unfinished_copy()
    {
        await StoreWorld.FillAsync(From, Clock);
        await new StoreCopy(From, To) { Source = "first" }.PassAsync(Token);
        await using var other = new InMemorySessionStore(Clock);

        var refused = await Assert.ThrowsAsync<StoreException>(() => new StoreCopy(other, To) { Source = "second" }.PassAsync(Token));
        Assert.Contains("'first'", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreException>(() => new StoreCopy(To, other).PassAsync(Token));
        Assert.True(await new StoreCopy(From, To) { Source = "first" }.RunAsync(Token));
        Assert.True(await new StoreCopy(To, other).RunAsync(Token));
        Assert.Equal(await StoreDump.OfAsync(From), await StoreDump.OfAsync(other));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_counts_what_differs()
    {
        await StoreWorld.FillAsync(From, Clock);

        var copy = new StoreCopy(From, To) { DryRun = true };
        Assert.False(await copy.RunAsync(Token));

        Assert.Equal((6, false), (copy.Copied, copy.IsFinished));
        Assert.Empty(await StoreDump.RecordsAsync(To));
        Assert.Empty(await To.GetService<IOwnerCopy>()!.ListOwnersAsync(null, 10, Token));
        await new StoreCopy(From, To).RunAsync(Token);
        var again = new StoreCopy(From, To) { DryRun = true };
        Assert.True(await again.RunAsync(Token));
    }

    [Fact]
    public async Task A_session_that_is_written_all_the_time_comes_out_as_at_one_moment()
    {
        var key = new SessionKey("busy", "ada");
        var session = await From.OpenAsync(key, cancellationToken: Token);
        using var stopped = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 2_000 && !stopped.IsCancellationRequested; i++)
                await session.AddAsync([new(ChatRole.User, $"{i}"), new(ChatRole.Assistant, $"{i}")], cancellationToken: CancellationToken.None);
        });
        var copy = new StoreCopy(From, To);
        for (var pass = 0; pass < 5; pass++)
        {
            await copy.PassAsync(Token);
            var items = await (await To.OpenAsync(key, cancellationToken: Token)).GetItemsAsync(cancellationToken: Token);
            Assert.Equal(0, items.Count % 2);
            Assert.Equal(Enumerable.Range(0, items.Count).Select(i => $"{i / 2}"), items.Select(item => item.Text));
        }

        await stopped.CancelAsync();
        await writing;
        Assert.True(await copy.RunAsync(Token));
        Assert.Empty(copy.Problems);
        Assert.Equal(await StoreDump.OfAsync(From), await StoreDump.OfAsync(To));
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected T Own<T>(T store)
        where T : ISessionStore
    {
        _stores.Add(store);
        return store;
    }

    /// <summary>Opens an empty store, which <see cref="Own"/> disposes of.</summary>
    protected abstract Task<ISessionStore> OpenAsync(string name, bool isSource);

    protected virtual ValueTask CleanAsync() => ValueTask.CompletedTask;

    private sealed class Act<T>(Action<T> act) : IProgress<T>
    {
        public void Report(T value) => act(value);
    }
}
