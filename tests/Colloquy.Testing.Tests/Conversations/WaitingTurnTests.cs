using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Conversations;

/// <summary>Turns that wait for an approval, with forks and losses of the process: each message says what to call.</summary>
public sealed class WaitingTurnTests
{
    private readonly Till _till = new();

    private async Task<Conversation> WaitAsync()
    {
        var conversation = await Conversation.StartAsync("asks", conversation => conversation.AddToolHost(_till.NewHost()).UseAgent(parts =>
            new Agent(parts.Client(Till.Model)) { Tools = parts.Tools, Approvals = [ApprovalRule.Always("pay")] }));
        await conversation.SayAsync("hello");
        Assert.Equal(TurnStatus.Waiting, (await conversation.SayAsync("pay 5")).Status);
        return conversation;
    }

    [Fact]
    public async Task A_fork_of_a_turn_that_waits_says_that_it_does_not_inherit_the_approval()
    {
        await using var conversation = await WaitAsync();
        await using var fork = await conversation.ForkAsync();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => fork.ApproveAsync());

        Assert.Equal("Turn 2 waits for an approval in the conversation from which 'asks' was forked, and a fork does not inherit approvals. Fork after turn 1, by ForkAsync(afterTurn: 1), and take turn 2 again.", error.Message);
        Assert.Equal(2, fork.Turns.Count);
        Assert.Equal("paid 5", (await conversation.ApproveAsync()).Text);
    }

    [Fact]
    public async Task A_turn_that_waits_is_not_resumed_after_a_loss_but_answered_after_a_restart()
    {
        await using var conversation = await WaitAsync();
        await conversation.LoseProcessAsync("power");

        var resumed = await Assert.ThrowsAsync<InvalidOperationException>(() => conversation.ResumeAsync());
        var approved = await Assert.ThrowsAsync<InvalidOperationException>(() => conversation.ApproveAsync());

        Assert.Equal("The last turn of the conversation 'asks' waits for an approval, so there is nothing to go on with. Call RestartAsync to start the agent again, and then ApproveAsync or RefuseAsync.", resumed.Message);
        Assert.Equal("The process of the agent in the conversation 'asks' is lost. Call RestartAsync first, and then answer the approval.", approved.Message);
        Assert.Equal(2, conversation.Turns.Count);
        await conversation.RestartAsync();
        Assert.Equal("paid 5", (await conversation.ApproveAsync()).Text);
        Assert.Equal(5, _till.Paid);
    }

    [Fact]
    public async Task A_turn_that_is_said_after_a_loss_says_to_restart_first()
    {
        await using var conversation = await Conversation.StartAsync("lost", _till.Configure);
        await conversation.SayAsync("hello");
        await conversation.LoseProcessAsync("power");

        var error = await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("hello", name: "Again"));

        Assert.Equal("Turn 2 of the conversation 'lost', Again, has no answer: power. The process was lost before the turn began: call RestartAsync first.", error.Message);
    }

    [Fact]
    public async Task The_transcript_says_that_a_turn_follows_an_approval_or_a_refusal()
    {
        await using var conversation = await WaitAsync();
        var approved = await conversation.ApproveAsync();
        await conversation.SayAsync("pay 6");
        var refused = await conversation.RefuseAsync();

        Assert.Contains("\n      approved: the calls that turn 2 waited for\n", Fails(() => approved.Expect.Text("Lisbon")).Message, StringComparison.Ordinal);
        Assert.Contains("\n      refused: the calls that turn 4 waited for\n", Fails(() => refused.Expect.Text("Lisbon")).Message, StringComparison.Ordinal);
    }
}
