using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Tools;

/// <summary>Names that services refuse are sent as others, one to one, and read back.</summary>
public sealed class ToolNameTests
{
    private readonly InMemorySessionStore _store = new();

    public static TheoryData<string> Odd => ["", " ", "查找", "найти", "look up!", "a.b/c", new string('n', 65), new string('n', 64) + "m", "\ud800", "tool\u0000", "😀"];

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task A_call_under_any_name_leaves_a_conversation_that_services_take(string name)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var model = new ScriptedChatClient(Reply.Step("m", null, new FunctionCallContent("c1", name)), Say("Sorry."), Say("Hi."));
        var agent = new Agent(model) { Tools = [AgentTool.Create(() => "x", "look")] };

        await agent.RunAsync("go", session);
        await agent.RunAsync("again", session);

        Assert.True(Balanced.Is(model.Requests[2].Messages), Transcript.Of(model.Requests[2].Messages));
        var told = model.Requests[2].Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Single().Result!.ToString();
        Assert.EndsWith("The tools are: look.", told, StringComparison.Ordinal);
        Assert.StartsWith(string.IsNullOrWhiteSpace(name) ? "Error: the call names no tool." : "Error: there is no tool named", told, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Odd))]
    public async Task Any_name_that_was_added_is_sent_as_one_that_services_take(string name)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.AddAsync([new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", name)]), new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "x")])]);
        var model = new ScriptedChatClient(Say("Hi."));

        await new Agent(model).RunAsync("go", session);

        Assert.True(Balanced.Is(model.Requests[0].Messages), Transcript.Of(model.Requests[0].Messages));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_tool_whose_name_services_refuse_is_called_by_the_name_that_it_was_sent_under(bool isStreamed, bool hasMiddleware)
    {
        string? seen = null;
        var session = await _store.OpenAsync(new SessionKey("s"));
        var model = new ScriptedChatClient(CallFirstTool, Say("Done."), Say("Hi."));
        var agent = new Agent(model)
        {
            Tools = [AgentTool.Create((string value) => $"found {value}", "查找")],
            ChatOptions = new() { ToolMode = ChatToolMode.RequireSpecific("查找") },
            Middleware = hasMiddleware ? [new Looking(name => seen = name)] : [],
        };

        var answer = isStreamed ? ((AnswerUpdate)await agent.RunStreamingAsync("go", session).LastAsync()).Answer : await agent.RunAsync("go", session);

        Assert.Equal(("查找", "found x"), (answer.ToolCalls.Single().Name, answer.ToolCalls.Single().Result?.ToString()));
        Assert.Equal(hasMiddleware ? "查找" : null, seen);
        Assert.Contains("查找#c1(x)", await Transcript.OfAsync(session), StringComparison.Ordinal);
        var sent = model.Requests[0].Options!.Tools!.Single().Name;
        Assert.Matches("^[A-Za-z0-9_-]{1,64}$", sent);
        Assert.Equal(sent, Assert.IsType<RequiredChatToolMode>(model.Requests[0].Options!.ToolMode).RequiredFunctionName);
        await agent.RunAsync("again", session);
        Assert.Equal(sent, model.Requests[2].Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Single().Name);
    }

    [Fact]
    public async Task Names_are_sent_one_to_one_and_the_same_in_every_process()
    {
        string[] names = ["客服", "财务", new string('n', 70) + "a", new string('n', 70) + "b", "a b", "a_b", "Ä", "Ö"];
        var model = new ScriptedChatClient(Say("Hi."));

        await new Agent(model) { Tools = [.. names.Select(name => AIFunctionFactory.Create(() => 1, name))] }.RunAsync("go");

        var sent = model.Requests[0].Options!.Tools!.Select(tool => tool.Name).ToList();
        Assert.Equal(names.Length, sent.Distinct().Count());
        Assert.All(sent, name => Assert.Matches("^[A-Za-z0-9_-]{1,64}$", name));
        Assert.Equal("tool_eae0efe2", sent[0]);
        Assert.Equal("a_b", sent[5]);
    }

    [Fact]
    public async Task Handoffs_and_agents_as_tools_whose_names_are_not_Latin_are_told_apart()
    {
        var model = new ScriptedChatClient((_, options, _) => CallNamed(options!.Tools![1].Name), Say("财务 here."));
        Agent[] agents = [new(model) { Name = "客服" }, new(model) { Name = "财务" }];
        var front = new Agent(model) { Handoffs = [.. agents], Tools = [.. agents.Select(agent => agent.AsTool())] };

        var names = front.Handoffs.Select(handoff => handoff.ToolName).Concat(front.Tools.Select(tool => tool.Name)).ToList();

        Assert.Equal(4, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^[a-z0-9_-]{1,64}$", name));
        Assert.StartsWith("transfer_to_", names[0], StringComparison.Ordinal);
        Assert.Equal("transfer_to_billing_desk", new Handoff(new Agent(model) { Name = "Billing Desk" }).ToolName);
        Assert.InRange(new Handoff(new Agent(model) { Name = new string('n', 80) }).ToolName.Length, 1, 64);
    }

    [Fact]
    public async Task A_conversation_is_handed_over_to_an_agent_whose_name_is_not_Latin()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var model = new ScriptedChatClient((_, options, _) => CallNamed(options!.Tools![1].Name), Say("I am 财务."));
        var front = new Agent(model) { Handoffs = [new Agent(model) { Name = "客服" }, new Agent(model) { Name = "财务" }] };

        var answer = await front.RunAsync("My invoice is wrong.", session);

        Assert.Equal(("财务", "I am 财务."), (answer.Agent, answer.Text));
    }

    [Fact]
    public async Task Two_names_that_would_be_sent_as_one_are_refused()
    {
        var model = new ScriptedChatClient(Say("Hi."));
        await new Agent(model) { Tools = [AIFunctionFactory.Create(() => 1, "客服")] }.RunAsync("go");
        var taken = model.Requests[0].Options!.Tools!.Single().Name;

        var agent = new Agent(model) { Tools = [AIFunctionFactory.Create(() => 1, "客服"), AIFunctionFactory.Create(() => 1, taken)] };

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => agent.RunAsync("go"));
    }

    private static Task<ChatResponse> CallFirstTool(IReadOnlyList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) => CallNamed(options!.Tools![0].Name);

    private static Task<ChatResponse> CallNamed(string name) => Task.FromResult(
        new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", name, new Dictionary<string, object?> { ["value"] = "x" })])) { Usage = new() });

    private sealed class Looking(Action<string> see) : AgentMiddleware
    {
        public override async IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var update in next(request, cancellationToken))
            {
                foreach (var call in update.Contents.OfType<FunctionCallContent>())
                    see(call.Name);
                yield return update;
            }
        }
    }
}
