using Colloquy.Hosting.Worker;

namespace Colloquy.Hosting.Tests;

/// <summary>An application that stops while a turn runs.</summary>
public sealed class ShutdownTests : IDisposable
{
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
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await DeskHost.StartAsync(_file.Path, slow: () =>
        {
            begun.SetResult();
            return go.Task;
        });
        var run = host.Agent.RunAsync("work", await host.OpenAsync());
        await begun.Task;

        var stop = host.StopAsync();
        Assert.False(stop.IsCompleted);
        go.SetResult();

        Assert.Equal("work: noted, slow.", (await run).Text);
        await stop;
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
}
