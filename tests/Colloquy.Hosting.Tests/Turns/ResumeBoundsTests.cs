using Colloquy.Hosting.Worker;

namespace Colloquy.Hosting.Tests;

/// <summary>What is not resumed, and how much at a time.</summary>
public sealed class ResumeBoundsTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly TempFile _file = new();
    private readonly SignallingTime _time = new(Interval);

    [Fact(Timeout = 60_000)]
    public async Task A_turn_that_runs_in_another_process_is_left_to_it()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var running = await StartAsync(slow: () =>
        {
            begun.SetResult();
            return go.Task;
        });
        var run = running.Agent.RunAsync("work", await running.OpenAsync());
        await begun.Task;

        await using (await StartAsync(colloquy => colloquy.ResumeInterruptedTurns()))
            await _time.Awaited;
        go.SetResult();

        Assert.Equal("work: noted, slow.", (await run).Text);
        Assert.Equal("noted\nslow", Desk.ReadEffects(_file.Path));
        Assert.Empty((await running.OpenAsync()).Record.Details.Metadata);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_session_of_an_agent_that_is_a_tool_is_not_resumed_without_the_turn_that_it_works_for()
    {
        await LeaveAsync(desk => (new Agent(new FakeModel(tool: "desk", arguments: new() { ["task"] = "work" })) { Name = "lead", Tools = [desk.AsTool()], SuspendToken = desk.SuspendToken, Limits = desk.Limits }, "go"), Desk.Key);

        await using (await StartAsync(colloquy => colloquy.ResumeInterruptedTurns()))
            await _time.Awaited;

        Assert.Equal(Desk.Unfinished, Desk.ReadEffects(_file.Path));
    }

    [Fact(Timeout = 60_000)]
    public async Task No_more_turns_are_resumed_at_a_time_than_the_options_say()
    {
        await LeaveAsync(desk => (desk, "work"), new SessionKey("a"), new SessionKey("b"), new SessionKey("c"));
        List<bool> looked = [];

        // The look goes on to the last session when there is a place for it, which is when the second has ended.
        await using (await StartAsync(colloquy => colloquy.ResumeInterruptedTurns(options => options.MaxConcurrency = 1), () =>
        {
            looked.Add(_time.Awaited.IsCompleted);
            return Task.CompletedTask;
        }))
            await _time.Awaited;

        Assert.Equal([false, false], looked.Take(2));
        Assert.Equal(3, looked.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_turn_that_a_stopping_process_left_is_not_counted_as_resumed()
    {
        await LeaveAsync(desk => (desk, "work"), Desk.Key);
        await using (var before = await StartAsync())
        {
            var session = await before.OpenAsync();
            await session.SetMetadataAsync("colloquy.resumed", $"{(await session.Turns.ReadAsync().FirstAsync()).Start} 2");
        }

        var begun = new TaskCompletionSource();
        await using (await DeskHost.StartAsync(_file.Path, colloquy => colloquy.ResumeInterruptedTurns().UseShutdownGrace(TimeSpan.Zero), () => Hang(begun)))
            await begun.Task;

        await using var after = await StartAsync();
        Assert.EndsWith(" 2", (await after.OpenAsync()).Record.Details.Metadata["colloquy.resumed"], StringComparison.Ordinal);
    }

    public void Dispose() => _file.Dispose();

    private Task<DeskHost> StartAsync(Action<IColloquyBuilder>? configure = null, Func<Task>? slow = null) => DeskHost.StartAsync(_file.Path, configure, slow, _time);

    private static Task Hang(TaskCompletionSource begun)
    {
        begun.TrySetResult();
        return Task.Delay(Timeout.Infinite);
    }

    /// <summary>Has a host begin a turn in each session and stop in the slow tool.</summary>
    private async Task LeaveAsync(Func<Agent, (Agent Agent, string Input)> runner, params SessionKey[] sessions)
    {
        // By the clock of the machine, by which a run does not wait for ever for the tool.
        using var begun = new SemaphoreSlim(0);
        await using var host = await DeskHost.StartAsync(
            _file.Path,
            colloquy => colloquy.UseShutdownGrace(TimeSpan.Zero),
            () =>
            {
                begun.Release();
                return Task.Delay(Timeout.Infinite);
            });
        var (agent, input) = runner(host.Agent);
        List<Task> runs = [];
        foreach (var key in sessions)
            runs.Add(agent.RunAsync(input, await host.Store.OpenAsync(key)));
        foreach (var _ in sessions)
            await begun.WaitAsync(TestContext.Current.CancellationToken);
        await host.StopAsync();
        foreach (var run in runs)
            await Assert.ThrowsAsync<TurnInterruptedException>(() => run);
    }
}
