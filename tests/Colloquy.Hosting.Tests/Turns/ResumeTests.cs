using Colloquy.Hosting.Worker;

namespace Colloquy.Hosting.Tests;

/// <summary>Turns that other processes left, and who goes on with them.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(0.1);

    private readonly TempFile _file = new();

    [Fact]
    public async Task A_turn_whose_process_was_killed_in_a_tool_is_finished_by_another_and_finished_tools_do_not_run_again()
    {
        await using (var worker = WorkerProcess.Start(_file.Path, "work"))
        {
            await worker.ExpectAsync("in the slow tool");
            await worker.KillAsync();
        }

        await using var next = await DeskHost.StartAsync(_file.Path, colloquy => colloquy.ResumeInterruptedTurns(options => options.Interval = Soon));

        Assert.Equal(TurnStatus.Completed, await next.WaitForEndAsync());
        Assert.Equal("noted\nslow\nslow", Desk.ReadEffects(_file.Path));
        await UntilAsync(async () => !(await next.OpenAsync()).Record.Details.Metadata.ContainsKey("colloquy.resumed"));
    }

    [Fact]
    public async Task Of_two_processes_that_look_for_it_one_goes_on_with_a_turn()
    {
        await LeaveAsync();

        var hosts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => DeskHost.StartAsync(_file.Path, colloquy => colloquy.ResumeInterruptedTurns(options => options.Interval = Soon)))));
        await hosts[0].WaitForEndAsync();
        foreach (var host in hosts)
            await host.DisposeAsync();

        Assert.Equal("noted\nslow\nslow", Desk.ReadEffects(_file.Path));
    }

    [Fact]
    public async Task A_turn_on_another_branch_than_the_current_one_is_found()
    {
        await LeaveAsync(onBranch: true);

        await using var host = await DeskHost.StartAsync(_file.Path, colloquy => colloquy.ResumeInterruptedTurns(options => options.Interval = Soon));
        var branch = await (await host.OpenAsync()).Branches.OpenAsync("other");
        await UntilAsync(async () => (await branch.Turns.ReadAsync().FirstAsync()).Status == TurnStatus.Completed);

        Assert.Equal("noted\nslow\nslow", Desk.ReadEffects(_file.Path));
    }

    [Fact]
    public async Task A_turn_that_fails_is_recorded_and_not_tried_again()
    {
        var calls = 0;
        await LeaveAsync();

        await using var host = await DeskHost.StartAsync(_file.Path, colloquy =>
        {
            colloquy.ResumeInterruptedTurns(options => options.Interval = Soon);
            colloquy.Services.Configure<AgentOptions>("desk", agent => agent.Middleware.Add(new Failing(() => calls++)));
        });

        Assert.Equal(TurnStatus.Failed, await host.WaitForEndAsync());
        await UntilAsync(() => Task.FromResult(host.Logger.Any("could not be resumed")));
        Assert.Equal(1, calls);
        Assert.False((await (await host.OpenAsync()).RefreshAsync()).IsInterrupted);
    }

    [Fact]
    public async Task A_turn_of_an_agent_that_is_not_registered_is_left_alone_with_one_warning()
    {
        await LeaveAsync(agent: "stranger");

        await using var host = await DeskHost.StartAsync(_file.Path, colloquy => colloquy.ResumeInterruptedTurns(options => options.Interval = Soon));
        await UntilAsync(() => Task.FromResult(host.Logger.Any("an interrupted turn of agent 'stranger', which is not registered")));

        Assert.True((await (await host.OpenAsync()).RefreshAsync()).IsInterrupted);
    }

    [Fact]
    public async Task A_turn_is_resumed_by_the_agent_that_began_it()
    {
        await LeaveAsync(agent: "billing");

        await using var host = await DeskHost.StartAsync(_file.Path, colloquy =>
        {
            colloquy.ResumeInterruptedTurns(options => options.Interval = Soon);
            colloquy.AddAgent("billing");
        });

        Assert.Equal(TurnStatus.Completed, await host.WaitForEndAsync());
    }

    [Fact]
    public async Task A_turn_that_was_resumed_too_often_is_left_alone_with_an_error()
    {
        await LeaveAsync(attempts: 2);

        await using var host = await DeskHost.StartAsync(_file.Path, colloquy => colloquy.ResumeInterruptedTurns(options => (options.Interval, options.MaxAttempts) = (Soon, 2)));
        await UntilAsync(() => Task.FromResult(host.Logger.Any("was resumed 2 times and did not end, so it is left alone")));

        Assert.Equal(Desk.Unfinished, Desk.ReadEffects(_file.Path));
    }

    [Fact]
    public async Task A_store_that_cannot_list_keeps_the_host_from_starting()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddColloquy().UseStore("without a directory", (_, _) => new(new Unlisted())).ResumeInterruptedTurns();
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<ColloquyConfigurationException>(() => host.StartAsync());

        Assert.Contains("ResumeInterruptedTurns cannot look for turns in the store of AddColloquy() (without a directory)", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _file.Dispose();

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Has a host begin a turn and stop in its slow tool.</summary>
    private async Task LeaveAsync(string agent = "desk", bool onBranch = false, int attempts = 0)
    {
        var begun = new TaskCompletionSource();
        await using var host = await DeskHost.StartAsync(
            _file.Path,
            colloquy => colloquy.UseShutdownGrace(TimeSpan.Zero),
            slow: () =>
            {
                begun.SetResult();
                return Task.Delay(Timeout.Infinite);
            });
        var session = await host.OpenAsync();
        var first = host.Agent;
        if (agent != "desk")
            first = new Agent(first.Client) { Name = agent, Tools = first.Tools, SuspendToken = first.SuspendToken, Limits = first.Limits };
        if (onBranch)
            await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        var on = onBranch ? await session.Branches.ForkAsync("other") : session;
        var run = first.RunAsync("work", on);
        await begun.Task;
        if (attempts > 0)
            await session.SetMetadataAsync("colloquy.resumed", $"{(await on.Turns.ReadAsync().FirstAsync()).Start} {attempts}");
        await host.StopAsync();
        await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
    }

    private sealed class Failing(Action count) : AgentMiddleware
    {
        public override IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, CancellationToken cancellationToken)
        {
            count();
            throw new HttpRequestException("The model is down.");
        }
    }

    private sealed class Unlisted() : DelegatingSessionStore(new InMemorySessionStore())
    {
        public override object? GetService(Type serviceType) => serviceType == typeof(ISessionDirectory) ? null : base.GetService(serviceType);
    }
}
