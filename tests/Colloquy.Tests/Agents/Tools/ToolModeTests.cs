using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Tools;

/// <summary>A tool that must be called is asked for once.</summary>
public sealed class ToolModeTests
{
    private readonly InMemorySessionStore _store = new();

    [Theory]
    [InlineData(null)]
    [InlineData("look")]
    public async Task A_required_tool_is_required_of_the_first_step(string? name)
    {
        var model = new ObedientChatClient();
        var agent = new Agent(model) { Tools = [Look], ChatOptions = new() { ToolMode = new RequiredChatToolMode(name) } };
        var session = await _store.OpenAsync(new SessionKey("s"));

        var answer = await agent.RunAsync("go", session);
        await agent.RunAsync("again", session);

        Assert.Single(answer.ToolCalls);
        Assert.Equal([new RequiredChatToolMode(name), ChatToolMode.Auto, new RequiredChatToolMode(name), ChatToolMode.Auto], model.Modes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_required_of_every_step_when_that_is_asked_for(bool ofTheRun)
    {
        var model = new ObedientChatClient();
        var agent = new Agent(model) { Tools = [Look], ChatOptions = new() { ToolMode = ChatToolMode.RequireAny }, RequiresToolsEveryStep = !ofTheRun, Limits = new() { Steps = 3 } };

        await Assert.ThrowsAsync<TurnLimitException>(() => agent.RunAsync("go", options: new() { RequiresToolsEveryStep = ofTheRun ? true : null }));

        Assert.All(model.Modes, mode => Assert.Equal(ChatToolMode.RequireAny, mode));
    }

    [Fact]
    public async Task A_turn_that_waited_does_not_require_it_again()
    {
        var model = new ObedientChatClient();
        var agent = new Agent(model) { Tools = [Look], Approvals = [ApprovalRule.Always("look")] };
        var session = await _store.OpenAsync(new SessionKey("s"));
        var options = new RunOptions { ChatOptions = new() { ToolMode = ChatToolMode.RequireAny } };
        await agent.RunAsync("go", session, options);
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync()).Single());

        var answer = await agent.ResumeAsync(session, options);

        Assert.Equal(TurnStatus.Completed, answer!.Status);
        Assert.Equal([true, false], model.Modes.Select(mode => mode is RequiredChatToolMode));
    }

    [Fact]
    public async Task An_agent_that_is_handed_the_turn_takes_its_own_first_step_and_not_the_runs()
    {
        var second = new ObedientChatClient();
        var specialist = new Agent(second) { Name = "specialist", Tools = [Look], ChatOptions = new() { ToolMode = ChatToolMode.RequireSpecific("look") } };
        var first = new ScriptedChatClient(Call(("c1", "transfer_to_specialist", "")), Say("never"));

        await new Agent(first) { Handoffs = [specialist] }.RunAsync("go", options: new() { ChatOptions = new() { ToolMode = ChatToolMode.RequireSpecific("transfer_to_specialist") } });

        Assert.Equal([ChatToolMode.RequireSpecific("look"), ChatToolMode.Auto], second.Modes);
    }

    [Fact]
    public async Task An_answer_that_is_repaired_is_not_required_to_call()
    {
        var model = new ScriptedChatClient(Say("no number"), Say("""{"data":5}"""));

        await new Agent(model) { Tools = [Look], ChatOptions = new() { ToolMode = ChatToolMode.RequireAny } }.RunAsync<int>("go");

        Assert.Equal([ChatToolMode.RequireAny, ChatToolMode.Auto], model.Requests.Select(request => request.Options?.ToolMode));
    }

    private static AIFunction Look => AIFunctionFactory.Create((string? value = null) => "seen", "look");

    /// <summary>Calls a tool whenever it must, and else never.</summary>
    private sealed class ObedientChatClient : DelegatingChatClient
    {
        public ObedientChatClient()
            : base(new ScriptedChatClient())
        {
        }

        public List<ChatToolMode?> Modes { get; } = [];

        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Modes.Add(options?.ToolMode);
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [options?.ToolMode is RequiredChatToolMode ? new FunctionCallContent($"c{Modes.Count}", "look") : new TextContent("Done.")])));
        }
    }
}
