using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Tools;

/// <summary>A client that runs tools by itself, beneath an agent or a session's client: it is given nothing to run, and what it runs of its own is kept.</summary>
public sealed class FunctionInvokingTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly List<string> _ran = [];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_tool_that_needs_approval_waits_for_it(bool isStreamed, bool hasMiddleware)
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "pay", "5")), Say("Paid."), Say("Bye."));
        var agent = new Agent(Invoking(model)) { Tools = [Pay], Approvals = [ApprovalRule.Always("pay")], Middleware = hasMiddleware ? [new Passing()] : [] };

        var waiting = await RunAsync(agent, session, isStreamed);

        Assert.Empty(_ran);
        Assert.Equal(TurnStatus.Waiting, waiting.Status);
        await session.Approvals.ApproveAsync(Assert.Single(waiting.Approvals));
        var answer = await agent.ResumeAsync(session);
        Assert.Equal(("Paid.", 1), (answer!.Text, answer.ToolCalls.Count));
        Assert.Equal(["paid 5"], _ran);
        await agent.RunAsync("Thanks.", session);
        Assert.Equal("user: go\nassistant: pay#c1(5)\ntool: #c1=paid 5\nassistant: Paid.\nuser: Thanks.", Transcript.Of(model.Requests[2].Messages));
    }

    [Fact]
    public async Task A_tool_runs_once_and_is_committed_by_itself()
    {
        var session = await OpenAsync();
        var agent = new Agent(Invoking(new ScriptedChatClient(Call(("c1", "pay", "5")), Say("Paid.")))) { Tools = [Pay] };

        var answer = await agent.RunAsync("go", session);

        Assert.Equal(["paid 5"], _ran);
        Assert.Equal("paid 5", answer.ToolCalls.Single().Result?.ToString());
        Assert.Equal("user: go\nassistant: pay#c1(5)\ntool: #c1=paid 5\nassistant: Paid.", await Transcript.OfAsync(session));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Below_a_sessions_client_calls_are_the_callers(bool isStreamed)
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "pay", "5")), Say("Paid."));
        using var client = new SessionChatClient(Invoking(model), session);
        using var around = client.AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [Pay] };

        var asked = isStreamed ? await client.GetStreamingResponseAsync("go", options).ToChatResponseAsync() : await client.GetResponseAsync("go", options);

        Assert.Empty(_ran);
        Assert.Single(asked.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>(), call => !call.InformationalOnly);
        await client.GetResponseAsync([new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "paid by hand")])], options);
        Assert.Equal("user: go\nassistant: pay#c1(5)\ntool: #c1=paid by hand\nassistant: Paid.", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task Around_a_sessions_client_it_works_as_before()
    {
        var session = await OpenAsync();
        using var client = new SessionChatClient(new ScriptedChatClient(Call(("c1", "pay", "5")), Say("Paid.")), session).AsBuilder().UseFunctionInvocation().Build();

        var response = await client.GetResponseAsync("go", new ChatOptions { Tools = [Pay] });

        Assert.Equal("Paid.", response.Text);
        Assert.Equal("user: go\nassistant: pay#c1(5)\ntool: #c1=paid 5\nassistant: Paid.", await Transcript.OfAsync(session));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_client_runs_of_its_own_is_kept_with_its_results(bool isStreamed)
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "clock", "x")), Say("Noon."), Say("Still noon."));
        var own = new FunctionInvokingChatClient(model) { AdditionalTools = [AIFunctionFactory.Create((string value) => "12:00", "clock")] };
        var agent = new Agent(own) { Tools = [Pay] };

        var answer = await RunAsync(agent, session, isStreamed);

        Assert.Equal(("Noon.", 0), (answer.Text.Trim(), answer.ToolCalls.Count));
        await agent.RunAsync("Sure?", session);
        Assert.Equal("user: go\nassistant: clock#c1(x)\ntool: #c1=12:00\nassistant: Noon.\nuser: Sure?", Transcript.Of(model.Requests[^1].Messages).Replace("Noon. ", "Noon.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_its_result_and_the_answer_in_one_message_are_all_kept()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(
            Reply.Step("m", null, new TextReasoningContent("hm"), new FunctionCallContent("c1", "clock") { InformationalOnly = true }, new FunctionResultContent("c1", "12:00"), new TextContent("Noon.")),
            Say("Bye."));
        var agent = new Agent(model);

        var answer = await agent.RunAsync("go", session);

        Assert.Equal("Noon.", answer.Text);
        await agent.RunAsync("Thanks.", session);
        Assert.Equal("user: go\nassistant: TextReasoningContent clock#c1()\ntool: #c1=12:00\nassistant: Noon.\nuser: Thanks.", Transcript.Of(model.Requests[1].Messages));
    }

    [Fact]
    public async Task A_call_with_its_result_in_the_same_response_is_not_run_again()
    {
        var model = new ScriptedChatClient(Reply.Step("m", null, new FunctionCallContent("c1", "pay", new Dictionary<string, object?> { ["value"] = "5" }), new FunctionResultContent("c1", "done"), new TextContent("Done.")));

        var answer = await new Agent(model) { Tools = [Pay] }.RunAsync("go");

        Assert.Equal("Done.", answer.Text);
        Assert.Empty(_ran);
    }

    [Fact]
    public async Task An_informational_call_without_a_result_is_shown_with_one_that_says_so()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Reply.Step("m", null, new FunctionCallContent("c1", "clock") { InformationalOnly = true }, new TextContent("Noon.")), Say("Bye."));
        await new Agent(model).RunAsync("go", session);

        await new Agent(model).RunAsync("Thanks.", session);

        Assert.Equal("user: go\nassistant: clock#c1() Noon.\ntool: #c1=This call was made by the model's own service, which passed no result on.\nuser: Thanks.", Transcript.Of(model.Requests[1].Messages));
    }

    [Fact]
    public async Task What_stands_beside_results_in_an_imported_message_is_kept()
    {
        var session = await OpenAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, [new FunctionResultContent("gone", "x"), new TextContent("Hello.")]));
        var model = new ScriptedChatClient(Say("Hi."));

        await new Agent(model).RunAsync("go", session);

        Assert.Equal("user: Hello.\nuser: go", Transcript.Of(model.Requests[0].Messages));
    }

    [Fact]
    public async Task Declarations_say_what_the_tools_say_and_hosted_tools_pass()
    {
        var hosted = new HostedWebSearchTool();
        var strict = AIFunctionFactory.Create((string value) => 1, new AIFunctionFactoryOptions { Name = "count", Description = "Counts.", AdditionalProperties = new Dictionary<string, object?> { ["strict"] = true } });
        var model = new ScriptedChatClient(Say("Hi."));

        await new Agent(model) { Tools = [strict, hosted] }.RunAsync("go");

        var tools = model.Requests[0].Options!.Tools!;
        var sent = Assert.IsAssignableFrom<AIFunctionDeclaration>(tools[0]);
        Assert.Equal(("count", "Counts.", strict.JsonSchema.GetRawText(), strict.ReturnJsonSchema?.GetRawText()), (sent.Name, sent.Description, sent.JsonSchema.GetRawText(), sent.ReturnJsonSchema?.GetRawText()));
        Assert.Equal(true, sent.AdditionalProperties["strict"]);
        Assert.Null(sent.GetService<AIFunction>());
        Assert.Same(hosted, tools[1]);
    }

    private AIFunction Pay => AgentTool.Create(
        (string value) =>
        {
            _ran.Add($"paid {value}");
            return _ran[^1];
        },
        "pay");

    private static IChatClient Invoking(IChatClient model) => model.AsBuilder().UseFunctionInvocation().Build();

    private static async Task<AgentAnswer> RunAsync(Agent agent, Session session, bool isStreamed) =>
        isStreamed ? ((AnswerUpdate)await agent.RunStreamingAsync("go", session).LastAsync()).Answer : await agent.RunAsync("go", session);

    private async Task<Session> OpenAsync() => await _store.OpenAsync(new SessionKey("s"));

    private sealed class Passing : AgentMiddleware;
}
