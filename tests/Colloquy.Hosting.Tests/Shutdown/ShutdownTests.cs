using System.Collections.Concurrent;
using Colloquy.Hosting.Worker;

namespace Colloquy.Hosting.Tests;

/// <summary>An application that stops while a turn runs.</summary>
public sealed class ShutdownTests : IDisposable
{
    /// <summary>Has runs 20 seconds to end, which pass only when a test lets them.</summary>
    private readonly SignallingTime _time = new(TimeSpan.FromSeconds(20));

    private readonly TempFile _file = new();

    [Fact]
    public async Task An_application_that_is_told_to_stop_leaves_its_turn_and_ends_well_and_the_next_one_goes_on()
    {
        await using (var worker = WorkerProcess.Start(_file.Path, "work"))
        {
            await worker.ExpectAsync("in the slow tool");
            var code = worker.TerminateAsync();
            await worker.ExpectAsync("left, resumable: True");
            Assert.Equal(0, await code);
        }

        await using var next = await DeskHost.StartAsync(_file.Path, colloquy => colloquy.ResumeInterruptedTurns());

        Assert.Equal(TurnStatus.Completed, await next.WaitForEndAsync());
        Assert.Equal("noted\nslow\nslow", Desk.ReadEffects(_file.Path));
        Assert.Equal("work: noted, slow.", (await (await next.OpenAsync()).GetItemsAsync(1))[0].Text);
    }

    [Fact]
    public async Task A_turn_that_ends_in_its_time_completes_before_the_store_is_closed()
    {
        var (begun, go) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var store = new WatchedStore();
        var host = await StartAsync(store, begun, go.Task, time: _time);
        var run = host.Agent.RunAsync("work", await host.OpenAsync());
        await begun.Task;

        var end = host.DisposeAsync().AsTask();
        await Task.WhenAny(store.Closed, _time.Awaited);
        Assert.False(store.Closed.IsCompleted);
        go.SetResult();

        Assert.Equal("work: noted, slow.", (await run).Text);
        await end;
        Assert.True(store.Closed.IsCompleted);
        Assert.Empty(store.CalledTooLate);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_turn_that_an_answer_goes_on_with_completes_before_the_store_is_closed()
    {
        var (begun, go) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var pay = AgentTool.Create(
            async () =>
            {
                begun.SetResult();
                await go.Task;
                return "paid";
            },
            "pay");
        var store = new WatchedStore();
        var host = await StartAsync(store, begun, Task.CompletedTask, colloquy => colloquy.AddAgent("till", agent =>
        {
            agent.ChatClient = _ => new FakeModel(tool: "pay");
            agent.Tools.Add(new ApprovalRequiredAIFunction(pay));
        }), _time);
        var (agent, session) = (host.FindAgent("till"), await host.OpenAsync());
        var asked = await agent.RunAsync("pay", session);
        var run = agent.RunAsync([new ChatMessage(ChatRole.User, [asked.Approvals[0].ToContent().CreateResponse(true)])], session);
        await begun.Task;

        var end = host.DisposeAsync().AsTask();
        await Task.WhenAny(store.Closed, _time.Awaited);
        go.SetResult();

        Assert.Equal("paid", (await run).Text);
        await end;
        Assert.Empty(store.CalledTooLate);
    }

    [Fact]
    public async Task A_turn_that_is_left_is_done_with_the_store_before_it_is_closed()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = new WatchedStore();
        var host = await StartAsync(store, begun, Task.Delay(Timeout.Infinite), colloquy => colloquy.UseShutdownGrace(TimeSpan.Zero));
        var run = host.Agent.RunAsync("work", await host.OpenAsync());
        await begun.Task;

        await host.DisposeAsync();

        Assert.True((await Assert.ThrowsAsync<TurnInterruptedException>(() => run)).IsResumable);
        Assert.True(store.Closed.IsCompleted);
        Assert.Empty(store.CalledTooLate);
    }

    [Fact]
    public async Task After_the_application_has_stopped_no_turn_begins()
    {
        await using var host = await DeskHost.StartAsync(_file.Path);
        var (agent, session) = (host.Agent, await host.OpenAsync());

        await host.StopAsync();

        Assert.False((await Assert.ThrowsAsync<TurnInterruptedException>(() => agent.RunAsync("work", session))).IsResumable);
    }

    [Fact]
    public void A_time_that_is_no_time_is_refused_at_once() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceCollection().AddColloquy().UseShutdownGrace(TimeSpan.FromSeconds(-1)));

    public void Dispose() => _file.Dispose();

    /// <summary>Starts the desk on a store, with a slow tool that tells when it has begun.</summary>
    private Task<DeskHost> StartAsync(WatchedStore store, TaskCompletionSource begun, Task slow, Action<IColloquyBuilder>? configure = null, TimeProvider? time = null) => DeskHost.StartAsync(
        _file.Path,
        colloquy =>
        {
            colloquy.UseStore("watched", (_, _) => new(store));
            configure?.Invoke(colloquy);
        },
        () =>
        {
            begun.SetResult();
            return slow;
        },
        time);

    /// <summary>A store that tells when it is closed, and notes what runs ask of it afterwards.</summary>
    private sealed class WatchedStore() : DelegatingSessionStore(new InMemorySessionStore())
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Closed => _closed.Task;

        public ConcurrentQueue<string> CalledTooLate { get; } = [];

        public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
        {
            Note("commit");
            return base.CommitAsync(key, commit, cancellationToken);
        }

        public override ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
        {
            Note("lease");
            return base.LeaseAsync(key, request, cancellationToken);
        }

        public override ValueTask DisposeAsync()
        {
            _closed.TrySetResult();
            return base.DisposeAsync();
        }

        private void Note(string call)
        {
            if (Closed.IsCompleted)
                CalledTooLate.Enqueue(call);
        }
    }
}
