using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>Approvals where several agents work on a conversation.</summary>
public sealed class TeamTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly Till _till = new();

    [Fact]
    public async Task A_turn_that_was_handed_over_waits_and_goes_on_with_the_agent_that_has_it()
    {
        var session = await OpenAsync();
        var till = new ScriptedChatClient(Call(("r", "refund", "5")), Say("Refunded."));
        Agent Triage() => new(new ScriptedChatClient(Call(("h", "transfer_to_till", "")))) { Name = "triage", Handoffs = [new Handoff(_till.Agent(till))] };

        var asked = await Triage().RunAsync("refund it", session);
        await session.Approvals.ApproveAsync(Assert.Single(asked.Approvals));
        var answer = await Triage().ResumeAsync(session);

        Assert.Equal(("till", "till", "Refunded."), (asked.Approvals[0].Agent, answer!.Agent, answer.Text));
        Assert.Equal(["refunded 5"], _till.Done);
    }

    [Fact]
    public async Task A_handoff_beside_a_call_that_waits_is_done_when_the_turn_goes_on()
    {
        var session = await OpenAsync();
        var other = new Agent(new ScriptedChatClient(Say("I am the other."))) { Name = "other" };
        var model = new ScriptedChatClient(Call(("h", "transfer_to_other", ""), ("l", "look", "1"), ("r", "refund", "5")));
        var agent = new Agent(model) { Name = "till", Tools = _till.Agent(model).Tools, Handoffs = [new Handoff(other)] };

        var asked = await agent.RunAsync("go", session);
        Assert.Equal((TurnStatus.Waiting, "till"), (asked.Status, asked.Agent));
        Assert.Equal(["saw 1"], _till.Done);
        await session.Approvals.ApproveAsync(Assert.Single(asked.Approvals));
        var answer = await agent.ResumeAsync(session);

        Assert.Equal(("other", "I am the other."), (answer!.Agent, answer.Text));
        Assert.Equal(["saw 1", "refunded 5"], _till.Done);
    }

    [Fact]
    public async Task A_handoff_itself_can_need_approval()
    {
        var session = await OpenAsync();
        var other = new Agent(new ScriptedChatClient(Say("I am the other."))) { Name = "other" };
        var agent = new Agent(new ScriptedChatClient(Call(("h", "transfer_to_other", "")), Say("Then not."))) { Handoffs = [new Handoff(other)], Approvals = [ApprovalRule.Always("transfer_to_other")] };

        await agent.RunAsync("go", session);
        await session.Approvals.RefuseAsync((await session.Approvals.ListAsync())[0], "stay");
        var answer = await agent.ResumeAsync(session);

        Assert.Equal(("agent", "Then not."), (answer!.Agent, answer.Text));
        Assert.Null(await session.GetActiveAgentAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task When_an_agent_that_is_a_tool_waits_so_does_the_turn_that_called_it(bool byChild)
    {
        var session = await OpenAsync();
        var till = new ScriptedChatClient(Call(("r", "refund", "5")), Say("Refunded."));
        var model = new ScriptedChatClient(Task("t"), Say("All done."));
        var agent = new Agent(model) { Tools = [_till.Agent(till).AsTool()] };

        var asked = await agent.RunAsync("refund it", session);
        var approval = Assert.Single(await session.Approvals.ListAsync());
        Assert.Equal((TurnStatus.Waiting, approval.Position), (asked.Status, Assert.Single(asked.Approvals).Position));
        Assert.NotEqual(session.Key, approval.Session);
        var tip = session.Record.Tip;
        Assert.Equal(TurnStatus.Waiting, (await agent.ResumeAsync(session))!.Status);
        Assert.Equal(tip, (await session.RefreshAsync()).Tip);

        Assert.Empty(await (byChild ? await _store.OpenAsync(approval.Session) : session).Approvals.ApproveAsync(approval));
        var answer = await agent.ResumeAsync(session);

        Assert.Equal((TurnStatus.Completed, "All done."), (answer!.Status, answer.Text));
        Assert.Equal("tool: #t=Refunded.", Transcript.Of(model.Requests[1].Messages[^1]));
        Assert.Equal(["refunded 5"], _till.Done);
        Assert.Equal(approval.Session.Id, answer.ToolCalls.Single().ChildSession);
    }

    [Fact]
    public async Task Input_that_withdraws_to_the_caller_of_an_agent_that_waits_withdraws_the_call()
    {
        var session = await OpenAsync();
        var agent = new Agent(new ScriptedChatClient(Task("t"), Say("Fine."))) { Tools = [_till.Agent(new ScriptedChatClient(Call(("r", "refund", "5")))).AsTool()] };
        var approval = Assert.Single((await agent.RunAsync("refund it", session)).Approvals);

        await agent.RunAsync("never mind", session, new RunOptions { WhenWaiting = WhenWaiting.Withdraw });

        var child = (await _store.FindAsync(approval.Session))!;
        Assert.Equal(SessionActivity.Idle, child.Record.Activity);
        Assert.Empty(await child.Approvals.ListAsync());
        await Assert.ThrowsAnyAsync<ColloquyException>(() => child.Approvals.ApproveAsync(approval));
        Assert.Empty(await session.Approvals.ListAsync());
        Assert.Contains("tool: #t=Error: this call was not run.", await Transcript.OfAsync(session), StringComparison.Ordinal);
        Assert.Empty(_till.Done);
    }

    [Fact]
    public async Task The_agent_that_asked_tells_the_outcome_though_another_has_the_conversation_by_then()
    {
        var session = await OpenAsync();
        var other = new Agent(new ScriptedChatClient(Say("I am the other."), Say("Still here."))) { Name = "other" };
        var model = new ScriptedChatClient(Call(("r", "refund", "5")), Call(("h", "transfer_to_other", "")), Say("Refunded."));
        var agent = new Agent(model) { Name = "till", Tools = _till.Agent(model).Tools, Handoffs = [new Handoff(other)] };
        await agent.RunAsync("refund it", session);
        Assert.Equal("other", (await agent.RunAsync("and the hours?", session)).Agent);

        await session.Approvals.ApproveAsync(Assert.Single(await session.Approvals.ListAsync()));
        var answer = await agent.ResumeAsync(session);

        Assert.Equal(("till", "Refunded."), (answer!.Agent, answer.Text));
        Assert.Equal(["refunded 5"], _till.Done);
        Assert.Equal("other", (await agent.RunAsync("thanks", session)).Agent);
    }

    private static Step Task(string id) => (_, _, _) => System.Threading.Tasks.Task.FromResult(
        new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(id, "till", new Dictionary<string, object?> { ["task"] = "refund it" })])));

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));
}
