using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Agents;

/// <summary>What code within a run finds of it, and what is left of a run that its caller leaves.</summary>
public sealed class AmbientTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task A_tool_finds_the_run_of_Agent_Framework_and_what_it_puts_in_the_state_bag_is_committed()
    {
        AIFunction note = AIFunctionFactory.Create(
            (int amount) =>
            {
                var run = AIAgent.CurrentRunContext!;
                run.Session!.StateBag.SetValue("noted", $"{amount} by {run.Agent.Name} for {FunctionInvokingChatClient.CurrentContext!.CallContent.CallId}");
                return "noted";
            },
            "note");
        var agent = DeskModel.Calling("note").AsAIAgent(_store, new ChatClientAgentOptions { Name = "desk", ChatOptions = new() { Tools = [note] } });
        var session = await agent.OpenSessionAsync(new SessionKey("s"));

        await agent.RunStreamingAsync("note it", session).ToAgentResponseAsync();

        Assert.Equal("7 by desk for note-1", await session.Session.State.GetAsync<string>("agent_framework/noted"));
    }

    [Fact]
    public async Task A_stream_that_is_left_early_ends_its_turn_and_keeps_what_had_arrived()
    {
        var model = new DeskModel(messages => DeskModel.Say($"{messages.Count} messages were shown to me")) { HangsAfterAWord = true };
        AIAgent agent = model.AsAIAgent(_store);
        var session = await agent.CreateSessionAsync();

        await foreach (var update in agent.RunStreamingAsync("first", session))
            break;
        model.HangsAfterAWord = false;
        var next = await agent.RunAsync("second", session);

        Assert.Equal("2 messages were shown to me", next.Text);
        Assert.Equal([TurnStatus.Completed, TurnStatus.Cancelled], await session.GetColloquySession().Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
        Assert.True((await session.GetColloquySession().GetItemsAsync())[1].IsPartial);
    }

    [Fact]
    public async Task A_run_that_fails_leaves_its_input_and_its_exception_is_thrown_as_it_is()
    {
        var fails = true;
        AIAgent agent = new DeskModel(messages => fails ? throw new HttpRequestException("no model") : DeskModel.Say($"{messages.Count}")).AsAIAgent(_store, new ChatClientAgentOptions { AIContextProviders = [new Visits()] });
        var session = await agent.CreateSessionAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => agent.RunAsync("first", session));
        fails = false;
        await agent.RunAsync("second", session);

        Assert.Equal(["first", "second", "3"], (await session.GetColloquySession().GetItemsAsync()).Select(item => item.Text));
    }
}
