using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Retention;

/// <summary>What is done without anybody asking.</summary>
public sealed class SweeperTests : RetentionTest
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Expired_sessions_are_deleted_or_listed_as_their_policy_says()
    {
        await OpenAsync("radio-check", new RetentionPolicy { Ttl = Day, AutoPrune = true });
        await OpenAsync("accident", new RetentionPolicy { Ttl = Day, Immutable = true });
        await OpenAsync("inquest", new RetentionPolicy { Ttl = 7 * Day, Immutable = true });
        await OpenAsync("without", null);
        Time.Advance(2 * Day);
        await AddTurnsAsync(await OpenAsync("used", new RetentionPolicy { Ttl = Day, AutoPrune = true }), 1);

        var swept = await SweepAsync();

        Assert.Equal([("accident", SweepOutcome.Expired), ("radio-check", SweepOutcome.Deleted)], swept.Select(session => (session.Key.Id, session.Outcome)));
        Assert.All(swept, session => Assert.True(session.ExpiresAt < Time.GetUtcNow()));
        Assert.Equal(["accident", "inquest", "used", "without"], (await Store.ListSessionsAsync(new SessionOwner("ada")).ToListAsync()).Select(record => record.Key.Id).Order());
        Assert.True(await (await Store.FindAsync(new SessionKey("accident", "ada")))!.DeleteAsync());
    }

    [Fact]
    public async Task Long_sessions_are_pruned_and_live_no_longer_for_it()
    {
        var policy = new RetentionPolicy { Ttl = 30 * Day, AutoPrune = true, Strategy = RetentionStrategy.SlidingWindow, MaxMessages = 4 };
        var session = await OpenAsync("chat", policy);
        await AddTurnsAsync(session, 5, from: 4);
        Time.Advance(29 * Day);

        var swept = Assert.Single(await SweepAsync());

        Assert.Equal((SweepOutcome.Pruned, 12L), (swept.Outcome, swept.Pruned!.Messages));
        Assert.Equal("question 7, answer 7, question 8, answer 8", await TextsAsync(session));
        Assert.Equal("sweeper", (await session.Retention.ReadPrunesAsync().SingleAsync()).By);
        Assert.Empty(await SweepAsync());
        Time.Advance(2 * Day);
        Assert.Equal(SweepOutcome.Deleted, Assert.Single(await SweepAsync()).Outcome);
    }

    [Fact]
    public async Task Without_auto_prune_nothing_is_pruned_and_immutable_sessions_are_left_alone()
    {
        await OpenAsync("by hand", new RetentionPolicy { Strategy = RetentionStrategy.KeepLast, MaxMessages = 2 });
        await OpenAsync("immutable", new RetentionPolicy { Ttl = Day, AutoPrune = true, Immutable = true, Strategy = RetentionStrategy.KeepLast, MaxMessages = 2 });

        Assert.Empty(await SweepAsync());

        Time.Advance(2 * Day);
        Assert.Equal([("immutable", SweepOutcome.Deleted)], (await SweepAsync()).Select(session => (session.Key.Id, session.Outcome)));
    }

    [Fact]
    public async Task A_policy_that_was_taken_away_after_the_page_was_read_is_not_applied()
    {
        var policy = new RetentionPolicy { Ttl = 30 * Day, AutoPrune = true, Strategy = RetentionStrategy.KeepLast, MaxMessages = 2 };
        var (first, second) = (await OpenAsync("first", policy), await OpenAsync("second", policy));
        var pruned = new List<string>();

        await foreach (var swept in new RetentionSweeper(Store, new RetentionSweeperOptions { TimeProvider = Time }).SweepAsync())
        {
            pruned.Add(swept.Key.Id);
            await first.Retention.SetAsync(null);
            await second.Retention.SetAsync(null);
        }

        Assert.Single(pruned);
        Assert.Single(await new[] { first, second }.ToAsyncEnumerable().Where(async (session, stop) => await session.Retention.ReadPrunesAsync(stop).AnyAsync(stop)).ToListAsync());
    }

    [Fact]
    public async Task One_that_fails_or_is_busy_keeps_no_other_from_being_swept()
    {
        var policy = new RetentionPolicy { AutoPrune = true, Strategy = RetentionStrategy.KeepLast, MaxMessages = 2 };
        await OpenAsync("a", policy);
        await OpenAsync("b", policy with { Strategy = RetentionStrategy.Summary });
        await OpenAsync("c", policy);
        await Store.LeaseAsync(new SessionKey("a", "ada"), LeaseRequest.Acquire("runner", TimeSpan.FromMinutes(1), LeasePlace.None));

        var swept = await SweepAsync();

        Assert.Equal([("a", SweepOutcome.Busy), ("b", SweepOutcome.Failed), ("c", SweepOutcome.Pruned)], swept.Select(session => (session.Key.Id, session.Outcome)));
        Assert.Contains("needs a model", swept[1].Error!.Message, StringComparison.Ordinal);
        var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "in short"));
        Assert.Equal([("a", SweepOutcome.Busy), ("b", SweepOutcome.Pruned)], (await SweepAsync(options => options.Client = model)).Select(session => (session.Key.Id, session.Outcome)));
    }

    [Fact]
    public async Task A_sweep_goes_batch_by_batch_and_can_be_ended()
    {
        for (var i = 0; i < 7; i++)
            await OpenAsync($"s{i}", new RetentionPolicy { Ttl = Day, AutoPrune = true });
        Time.Advance(2 * Day);
        var store = new RetainingStore(Store);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var sweeper = new RetentionSweeper(store, new RetentionSweeperOptions { BatchSize = 2, TimeProvider = Time });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var swept in sweeper.SweepAsync(end.Token))
            {
                if (swept.Key.Id == "s2")
                    await end.CancelAsync();
            }
        });

        Assert.Equal(2, store.Lists);
        Assert.Equal(["s3", "s4", "s5", "s6"], await sweeper.SweepAsync(TestContext.Current.CancellationToken).Select(swept => swept.Key.Id).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(4, store.Lists);
    }

    [Fact]
    public async Task A_dry_run_tells_and_does_nothing()
    {
        await OpenAsync("a", new RetentionPolicy { AutoPrune = true, Strategy = RetentionStrategy.KeepLast, MaxMessages = 2 });
        var old = await OpenAsync("old", new RetentionPolicy { Ttl = Day, AutoPrune = true });
        Time.Advance(2 * Day);

        for (var i = 0; i < 2; i++)
            Assert.Equal([SweepOutcome.Pruned, SweepOutcome.Deleted], (await SweepAsync(options => options.DryRun = true)).Select(session => session.Outcome));

        Assert.Equal(6, (await old.GetItemsAsync()).Count);
    }

    [Fact]
    public async Task It_sweeps_again_after_an_interval()
    {
        await OpenAsync("a", new RetentionPolicy { Ttl = Day, AutoPrune = true });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var store = new RetainingStore(Store);
        var swept = new TaskCompletionSource<SweptSession>();

        var running = new RetentionSweeper(store, new RetentionSweeperOptions { TimeProvider = Time }).RunAsync(TimeSpan.FromMilliseconds(5), swept.SetResult, end.Token);
        await Time.WaitUntilAwaitedAsync(TimeSpan.FromMilliseconds(5));
        Time.Advance(2 * Day);

        Assert.Equal("a", (await swept.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Key.Id);
        Assert.True(store.Lists >= 1);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private async Task<Session> OpenAsync(string id, RetentionPolicy? policy)
    {
        var session = await Store.OpenAsync(new SessionKey(id, "ada"), new OpenSessionOptions { TimeProvider = Time, Retention = policy });
        await AddTurnsAsync(session, 3);
        return session;
    }

    private async Task<List<SweptSession>> SweepAsync(Action<RetentionSweeperOptions>? change = null)
    {
        var options = new RetentionSweeperOptions { TimeProvider = Time };
        change?.Invoke(options);
        return await new RetentionSweeper(Store, options).SweepAsync().ToListAsync();
    }
}
