using System.Diagnostics;
using Colloquy.Storage;
using Microsoft.Extensions.AI;

namespace Colloquy.Postgres.Tests.Signals;

public sealed class ChangeSignalTests
{
    [Fact]
    public async Task A_change_by_another_process_is_heard_within_50_ms()
    {
        await using var processes = new Processes();
        var (here, there) = (await processes.StartAsync(), await processes.StartAsync());
        var session = await there.OpenAsync(Processes.Key, cancellationToken: TestContext.Current.CancellationToken);
        var (told, listener) = await Processes.ListenAsync(here);
        await using var _ = listener;

        var times = new List<TimeSpan>();
        for (var i = 0; i < 20; i++)
        {
            await session.AddAsync(new ChatMessage(ChatRole.User, $"message {i}"));
            var start = Stopwatch.GetTimestamp();
            Assert.Equal(SessionChanges.Log, await told.NextAsync());
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        // Other tests run at the same time: what a quarter of the changes take, the store can do.
        times.Sort();
        Assert.True(times[5] < TimeSpan.FromMilliseconds(50), $"A quarter takes up to {times[5].TotalMilliseconds} ms, the median is {times[10].TotalMilliseconds} ms.");
    }

    [Fact]
    public async Task Following_from_another_process_shows_a_message_within_50_ms()
    {
        await using var processes = new Processes();
        var (here, there) = (await processes.StartAsync(), await processes.StartAsync());
        var session = await there.OpenAsync(Processes.Key, cancellationToken: TestContext.Current.CancellationToken);
        var followed = await here.OpenAsync(Processes.Key, cancellationToken: TestContext.Current.CancellationToken);
        await using var events = followed.FollowAsync(new FollowOptions { After = default(Position), Interval = TimeSpan.FromMinutes(1) }, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        var times = new List<TimeSpan>();
        for (var i = 0; i < 20; i++)
        {
            var next = events.MoveNextAsync().AsTask();
            await session.AddAsync(new ChatMessage(ChatRole.User, $"message {i}"));
            var start = Stopwatch.GetTimestamp();
            Assert.True(await next);
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        // Other tests run at the same time: what a quarter of the changes take, the store can do.
        times.Sort();
        Assert.True(times[5] < TimeSpan.FromMilliseconds(50), $"A quarter takes up to {times[5].TotalMilliseconds} ms, the median is {times[10].TotalMilliseconds} ms.");
    }

    [Fact]
    public async Task After_its_connection_was_cut_a_listener_is_told_and_hears_again()
    {
        await using var processes = new Processes();
        var (here, there) = (await processes.StartAsync(), await processes.StartAsync());
        var session = await there.OpenAsync(Processes.Key, cancellationToken: TestContext.Current.CancellationToken);
        var (told, listener) = await Processes.ListenAsync(here);
        await using var _ = listener;

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(1, await processes.CutListeningAsync(here));
            await told.UntilAsync(changes => changes == SessionChanges.None);
            await session.AddAsync(new ChatMessage(ChatRole.User, $"message {i}"));
            await told.UntilAsync(changes => changes == SessionChanges.Log);
        }
    }

    [Fact]
    public async Task While_the_server_cannot_be_reached_listening_begins_nevertheless_and_hears_when_it_can()
    {
        await using var processes = new Processes();
        await using var proxy = CuttingProxy.Start(await SharedServer.ConnectionStringAsync());
        var (here, there) = (await processes.StartAsync(proxy.ConnectionString), await processes.StartAsync());
        var session = await there.OpenAsync(Processes.Key, cancellationToken: TestContext.Current.CancellationToken);
        proxy.Refuse();
        proxy.CutAll();

        var (told, listener) = await Processes.ListenAsync(here);
        await using var _ = listener;
        await session.AddAsync(new ChatMessage(ChatRole.User, "unheard"));
        proxy.Accept();

        await told.UntilAsync(changes => changes == SessionChanges.None);
        await session.AddAsync(new ChatMessage(ChatRole.User, "heard"));
        await told.UntilAsync(changes => changes == SessionChanges.Log);
    }

    [Fact]
    public async Task A_process_is_not_told_twice_of_what_it_did_itself()
    {
        await using var processes = new Processes();
        var (here, there) = (await processes.StartAsync(), await processes.StartAsync());
        var session = await here.OpenAsync(Processes.Key, cancellationToken: TestContext.Current.CancellationToken);
        var (told, listener) = await Processes.ListenAsync(here);
        await using var _ = listener;

        await session.AddAsync(new ChatMessage(ChatRole.User, "by itself"));
        Assert.Equal(SessionChanges.Log, Assert.Single(told.TakeAll()));

        // Notifications come in order, so whatever came of the first has come with the second.
        var (other, otherListener) = await Processes.ListenAsync(there);
        await using var __ = otherListener;
        await session.AddAsync(new ChatMessage(ChatRole.User, "once more"));
        await other.UntilAsync(changes => changes == SessionChanges.Log);
        await there.DeleteAsync(Processes.Key, TestContext.Current.CancellationToken);
        await told.NextAsync();
        await told.UntilAsync(changes => changes == SessionChanges.Log);
        Assert.Empty(told.TakeAll());
    }

    [Fact]
    public async Task Many_sessions_are_heard_at_once_and_one_after_another()
    {
        await using var processes = new Processes();
        var (here, there) = (await processes.StartAsync(), await processes.StartAsync());
        SessionKey[] keys = [.. Enumerable.Range(0, 150).Select(i => new SessionKey($"case-{i}", "ada"))];
        foreach (var key in keys)
            await there.OpenAsync(key, cancellationToken: TestContext.Current.CancellationToken);

        foreach (var round in (int[])[1, 2])
        {
            var all = await Task.WhenAll(keys.Select(key => Processes.ListenAsync(here, key)));
            foreach (var key in keys)
                await (await there.OpenAsync(key, cancellationToken: TestContext.Current.CancellationToken)).AddAsync(new ChatMessage(ChatRole.User, $"round {round}"));
            foreach (var (told, listener) in all)
            {
                Assert.Equal(SessionChanges.Log, await told.NextAsync());
                await listener.DisposeAsync();
            }
        }

        Assert.Equal(1, await processes.CountListeningAsync(here));
        Assert.Equal(0, await processes.CountListeningAsync(there));
    }

    [Fact]
    public async Task A_change_made_just_before_the_store_is_closed_is_heard()
    {
        await using var processes = new Processes();
        var (here, there) = (await processes.StartAsync(), await processes.StartAsync());
        var session = await there.OpenAsync(Processes.Key, cancellationToken: TestContext.Current.CancellationToken);
        var (told, listener) = await Processes.ListenAsync(here);
        await using var _ = listener;

        // The second comes while the store rests after the first.
        await session.AddAsync(new ChatMessage(ChatRole.User, "first"));
        await told.NextAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, "last"));
        await there.DisposeAsync();

        Assert.Equal(SessionChanges.Log, await told.NextAsync());
    }

    [Fact]
    public async Task Without_listening_following_finds_changes_by_polling()
    {
        await using var processes = new Processes();
        var (here, there) = (await processes.StartAsync(change: options => options.Listen = false), await processes.StartAsync());
        var session = await there.OpenAsync(Processes.Key, cancellationToken: TestContext.Current.CancellationToken);
        var followed = await here.OpenAsync(Processes.Key, cancellationToken: TestContext.Current.CancellationToken);
        await using var events = followed.FollowAsync(new FollowOptions { Interval = TimeSpan.FromMilliseconds(50) }, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        var next = events.MoveNextAsync().AsTask();
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));

        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(0, await processes.CountListeningAsync(here));
    }

    [Fact]
    public async Task Behind_pgbouncer_changes_are_heard_on_a_connection_around_it()
    {
        await using var processes = new Processes();
        var direct = await SharedServer.ConnectionStringAsync();
        await using var pooler = await PgBouncer.StartAsync(direct);
        var (here, there) = (await StartAsync(), await StartAsync());
        var session = await there.OpenAsync(Processes.Key, cancellationToken: TestContext.Current.CancellationToken);
        var (told, listener) = await Processes.ListenAsync(here);
        await using var _ = listener;

        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));

        Assert.Equal(SessionChanges.Log, await told.NextAsync());

        Task<PostgresSessionStore> StartAsync() => processes.StartAsync(pooler.ConnectionString(), options =>
        {
            options.Prepare = false;
            options.ListenConnectionString = direct;
        });
    }
}
