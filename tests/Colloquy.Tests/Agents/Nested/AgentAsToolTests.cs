using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class AgentAsToolTests
{
    private readonly InMemorySessionStore _store = new InMemorySessionStore();

    [Fact]
    public async Task An_agent_works_for_another_in_a_session_of_its_own_that_both_sides_link()
    {
        var inner = new ScriptedChatClient(ScriptedChatClient.Say("Found three papers."));
        var outer = new ScriptedChatClient(Ask("1", "Find papers."), ScriptedChatClient.Say("There are three."));
        var session = await _store.OpenAsync(new SessionKey("s", "ada"));
        var agent = new Agent(outer) { Name = "lead", Tools = [new Agent(inner) { Name = "Hull surveyor" }.AsTool()] };

        var answer = await agent.RunAsync("What is there?", session);

        var call = Assert.Single(answer.ToolCalls);
        Assert.Equal("Found three papers.", call.Result?.ToString());
        var child = await _store.FindAsync(new SessionKey(call.ChildSession!, "ada"));
        Assert.Equal(["Find papers.", "Found three papers."], (await child!.GetItemsAsync()).Select(item => item.Message.Text));
        Assert.Equal("s", child.Record.Details.Metadata[Agent.ParentMetadataKey]);
        Assert.Equal(["What is there?", "", "", "There are three."], (await session.GetItemsAsync()).Select(item => item.Message.Text));
    }

    [Fact]
    public async Task Called_twice_it_works_in_two_sessions()
    {
        var inner = new ScriptedChatClient(ScriptedChatClient.Say("a"), ScriptedChatClient.Say("b"));
        var outer = new ScriptedChatClient(Ask("same", "1"), Ask("same", "2"), ScriptedChatClient.Say("Done."));

        var answer = await new Agent(outer) { Tools = [new Agent(inner) { Name = "worker" }.AsTool("hull_surveyor")] }.RunAsync("Go.");

        Assert.Equal(["a", "b"], answer.ToolCalls.Select(call => call.Result?.ToString()));
        Assert.Equal(2, answer.ToolCalls.Select(call => call.ChildSession).Distinct().Count());
    }

    [Fact]
    public async Task Agents_call_one_another_only_so_deep()
    {
        var innermost = new Agent(new ScriptedChatClient()) { Name = "c" };
        var middle = new ScriptedChatClient(Ask("1", "deeper", "c"), ScriptedChatClient.Say("It would not."));
        var outer = new ScriptedChatClient(Ask("1", "go", "b"), ScriptedChatClient.Say("Done."));
        var agent = new Agent(outer) { Tools = [new Agent(middle) { Name = "b", Tools = [innermost.AsTool()] }.AsTool()], Limits = new RunLimits { Depth = 1 } };

        var answer = await agent.RunAsync("Go.");

        Assert.Equal("It would not.", answer.ToolCalls[0].Result?.ToString());
        Assert.Contains("as deep as they may", Assert.IsType<FunctionResultContent>(middle.Requests[1].Messages[^1].Contents[0]).Result?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_wrong_in_it_is_told_to_the_model()
    {
        var inner = new ScriptedChatClient(ScriptedChatClient.Throw(new HttpRequestException("down")));
        var outer = new ScriptedChatClient(Ask("1", "Find."), ScriptedChatClient.Say("It is down."));

        var answer = await new Agent(outer) { Tools = [new Agent(inner) { Name = "hull surveyor" }.AsTool()] }.RunAsync("Go.");

        Assert.Contains(nameof(HttpRequestException), answer.ToolCalls[0].Error, StringComparison.Ordinal);
        Assert.Equal("down", answer.ToolCalls[0].Exception!.Message);
    }

    private static ScriptedChatClient.Step Ask(string id, string task, string tool = "hull_surveyor") => (_, _, _) => Task.FromResult(new ChatResponse(
        new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(id, tool, new Dictionary<string, object?> { ["task"] = task })])));
}
