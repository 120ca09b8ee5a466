using Colloquy.Hosting.Worker;
using Colloquy.Offline;

namespace Colloquy.Hosting.Tests;

/// <summary>Turns in the background that are resumed, or refused.</summary>
public sealed class BackgroundResumeTests : IDisposable
{
    private readonly TempFile _file = new();
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_turn_that_waited_for_a_person_continues_in_the_background()
    {
        await using var host = await DeskHost.StartAsync(_file.Path);
        var session = await host.OpenAsync();
        var agent = new Agent(new OfflineChatClient()) { Tools = [AgentTool.Create((decimal amount) => $"{amount} dollars were refunded.", "refund", "Refunds an amount.")], Approvals = [ApprovalRule.Always("refund")] };
        var asked = await host.Turns.Start(agent, session, "Please refund 40 dollars.").Answer;
        await session.Approvals.ApproveAsync(asked.Approvals.Single(), by: "carol");

        var turn = host.Turns.Resume(agent, session);

        Assert.Contains("40 dollars were refunded", (await turn.Answer).Text, StringComparison.Ordinal);
        Assert.Same(turn, host.Turns.Find(session.Key));
    }

    [Fact]
    public async Task Where_nothing_is_to_be_resumed_the_answer_says_so()
    {
        await using var host = await DeskHost.StartAsync(_file.Path);
        var session = await host.OpenAsync();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Turns.Resume(host.Agent, session).Answer);

        Assert.Contains("has no turn to resume", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_that_is_refused_does_not_hide_the_one_that_runs()
    {
        await using var host = await DeskHost.StartAsync(_file.Path, slow: () => _go.Task);
        var running = host.Turns.Start(host.Agent, await host.OpenAsync(), "work");
        await running.ReadAsync().FirstAsync();

        var session = await host.OpenAsync();
        await Assert.ThrowsAsync<SessionBusyException>(() => host.Turns.Start(host.Agent, session, "more", new() { WhenBusy = BusyPolicy.Reject }).Answer);

        Assert.Same(running, host.Turns.Find(running.Session));
        _go.SetResult();
        await running.Answer;
    }

    public void Dispose() => _file.Dispose();
}
