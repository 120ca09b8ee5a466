using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

public sealed class TurnTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task Turns_of_a_range_come_the_newest_first()
    {
        var session = await OpenAsync([.. Enumerable.Range(1, 9).Select(i => $"turn {i}")]);

        Assert.Equal([7, 6, 5], (await session.Turns.ReadAsync(5, 7).ToListAsync()).Select(turn => turn.Number));
        Assert.Equal([2, 1], (await session.Turns.ReadAsync(last: 2).ToListAsync()).Select(turn => turn.Number));
        Assert.Equal([9, 8], (await session.Turns.ReadAsync(first: 8).ToListAsync()).Select(turn => turn.Number));
        Assert.Equal("turn 4", (await session.Turns.GetAsync(4)).Input);
        await Assert.ThrowsAsync<TurnNotFoundException>(() => session.Turns.GetAsync(0));
        await Assert.ThrowsAsync<TurnNotFoundException>(() => session.Turns.GetAsync(10));
        await Assert.ThrowsAsync<TurnNotFoundException>(async () => await session.Turns.ReadAsync(5, 10).ToListAsync());
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Turns.ReadAsync(7, 5));
    }

    [Fact]
    public async Task A_turn_is_read_whole_with_its_messages_and_model_calls()
    {
        var session = await OpenAsync("before");
        var agent = new Agent(new ScriptedChatClient(Call(("c1", "look", "7")), Say("Seen."))) { Tools = [AgentTool.Create((string value) => $"saw {value}", "look")] };
        await agent.RunAsync("Look!", session);
        await session.AddAsync(new ChatMessage(ChatRole.User, "after"));

        var whole = await session.Turns.GetContentsAsync(2);

        Assert.Equal("user: Look!\nassistant: look#c1(7)\ntool: #c1=saw 7\nassistant: Seen.", Transcript.Of(whole.Items.Select(item => item.Message)));
        Assert.Equal(2, whole.ModelCalls.Count);
        Assert.Equal(["look"], whole.Turn.Tools);
        Assert.Equal((2, 1, 30), (whole.Turn.Usage.Calls, whole.Turn.Usage.ToolCalls, whole.Turn.Usage.TotalTokens));
        Assert.Equal([0, 30, 0], (await session.Turns.ReadAsync().ToListAsync()).Select(turn => turn.Usage.TotalTokens));
        Assert.Equal((2, TurnStatus.Completed, true), (whole.Turn.Number, whole.Turn.Status, whole.Turn.CanFork));
    }

    [Fact]
    public async Task Only_the_turn_that_runs_is_shown_as_running_whatever_branch_is_looked_at()
    {
        var session = await OpenAsync();
        await new Agent(new ScriptedChatClient(Say("1"))).RunAsync("one", session);
        var fork = await session.Branches.ForkAtAsync((await session.GetItemsAsync())[0].Position, "cut");
        var begun = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var run = new Agent(new ScriptedChatClient(Wait(begun))).RunAsync("two", session, cancellationToken: stop.Token);
        await begun.Task;

        var (onMain, onFork) = (await session.Turns.GetAsync(2), await fork.Turns.GetAsync(1));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Equal((TurnStatus.Running, false), (onMain.Status, onMain.CanFork));
        Assert.Equal((TurnStatus.Interrupted, true), (onFork.Status, onFork.CanFork));
        Assert.Equal(TurnStatus.Cancelled, (await session.Turns.GetAsync(2)).Status);
    }

    private async Task<Session> OpenAsync(params string[] inputs)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        foreach (var input in inputs)
            await session.AddAsync([new(ChatRole.User, input), new(ChatRole.Assistant, $"re {input}")]);
        return session;
    }
}
