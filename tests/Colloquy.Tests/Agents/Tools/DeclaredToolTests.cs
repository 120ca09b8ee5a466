using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Tools;

/// <summary>A tool that is only declared: its calls are for the caller, who gives the results as input, and the same turn goes on.</summary>
public sealed class DeclaredToolTests
{
    private static readonly AIFunctionDeclaration Ask = AIFunctionFactory.CreateDeclaration("ask", "Asks the user.", JsonElement.Parse("""{"type":"object","properties":{"value":{"type":"string"}}}"""));

    private readonly InMemorySessionStore _store = new();
    private readonly List<string> _ran = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_turn_waits_for_its_caller_and_goes_on_with_the_result(bool isStreamed)
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "colour?")), Say("Red it is."));
        var agent = Agent(model);

        var waiting = await RunAsync(agent, session, new ChatMessage(ChatRole.User, "go"), isStreamed);

        Assert.Equal((TurnStatus.Waiting, 0), (waiting.Status, waiting.Approvals.Count));
        Assert.Equal(["c1"], waiting.OpenCalls.Select(call => call.CallId));
        Assert.Equal(["c1"], (await session.Turns.GetAsync(1)).OpenCallIds);
        var answer = await RunAsync(Agent(model), (await _store.FindAsync(session.Key))!, Result("c1", "red"), isStreamed);
        Assert.Equal((TurnStatus.Completed, 1, "red"), (answer.Status, answer.TurnNumber, answer.ToolCalls.Single().Result?.ToString()));
        Assert.Equal("user: go\nassistant: ask#c1(colour?)\ntool: #c1=red\nassistant: Red it is.", (await Transcript.OfAsync(session)).TrimEnd());
        Assert.Equal(1, await session.Turns.CountAsync());
    }

    [Theory]
    [InlineData("a text")]
    [InlineData("JSON")]
    [InlineData("a node")]
    [InlineData("content")]
    [InlineData("contents")]
    public async Task A_result_of_the_callers_is_as_long_as_any_other_may_be(string kind)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var model = new ScriptedChatClient(Call(("c1", "ask", "colour?")), Say("Red."));
        var agent = new Agent(model) { Tools = [Ask], Limits = new() { ResultCharacters = 100 } };
        var text = new string('x', 1_000);
        object result = kind switch
        {
            "JSON" => JsonSerializer.SerializeToElement(text),
            "a node" => new System.Text.Json.Nodes.JsonArray(text),
            "content" => new TextContent(text),
            "contents" => new List<AIContent> { new TextContent(text) },
            _ => text,
        };
        await agent.RunAsync("go", session);

        await agent.RunAsync([new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", result)])], session);

        foreach (var shown in new[] { model.Requests[1].Messages[^1], (await session.GetItemsAsync())[2].Message })
        {
            var value = Assert.IsType<FunctionResultContent>(Assert.Single(shown.Contents)).Result;
            var read = value is IEnumerable<AIContent> contents ? string.Concat(contents.OfType<TextContent>()) : value!.ToString()!;
            Assert.Contains("of which this shows the first 100", read, StringComparison.Ordinal);
            Assert.InRange(read.Length, 0, 300);
        }
    }

    [Fact]
    public async Task What_is_wrong_with_results_is_said_by_the_ids_of_the_calls()
    {
        var session = await OpenAsync();
        await Agent(new ScriptedChatClient(Call(("c1", "ask", "colour?"), ("c2", "ask", "size?")))).RunAsync("go", session);
        var agent = Agent(new ScriptedChatClient());

        var unknown = await Assert.ThrowsAsync<ArgumentException>(() => agent.RunAsync([Result("zz", "red")], session));
        var twice = await Assert.ThrowsAsync<ArgumentException>(() => agent.RunAsync([Result("c1", "red"), Result("c1", "blue")], session));
        var besides = await Assert.ThrowsAsync<ArgumentException>(() => agent.RunAsync([Result("c1", "red"), new ChatMessage(ChatRole.User, "Hello")], session));

        Assert.Contains("'zz': there is no such call", unknown.Message, StringComparison.Ordinal);
        Assert.Equal("The input has two results of call 'c1'. Give one result for each call.", twice.Message);
        Assert.Contains("still waits for the results of other calls: 'c2'. ", besides.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_user_says_besides_comes_behind_the_results()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "colour?")), Say("Blue."));
        await Agent(model).RunAsync("go", session);

        await Agent(model).RunAsync([Result("c1", "red"), new ChatMessage(ChatRole.User, "No, blue.")], session);

        Assert.Equal("user: go\nassistant: ask#c1(colour?)\ntool: #c1=red\nuser: No, blue.\nassistant: Blue.", await Transcript.OfAsync(session));
        Assert.Equal(1, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task Beside_a_call_that_runs_both_results_are_shown()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "a"), ("c2", "look", "b")), Say("Done."));

        var waiting = await Agent(model).RunAsync("go", session);

        Assert.Equal(["saw b"], _ran);
        Assert.Equal(["c1"], waiting.OpenCalls.Select(call => call.CallId));
        await Agent(model).RunAsync([Result("c1", "told")], session);
        Assert.Equal("user: go\nassistant: ask#c1(a) look#c2(b)\ntool: #c1=told\ntool: #c2=saw b", Transcript.Of(model.Requests[1].Messages));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Beside_a_call_that_waits_for_a_person_both_are_waited_for(bool approvalFirst)
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "a"), ("c2", "pay", "b")), Say("Done."));
        var agent = Agent(model);
        await agent.RunAsync("go", session);

        if (approvalFirst)
        {
            await ApproveAsync();
            Assert.Equal((TurnStatus.Waiting, 1), await OutcomeAsync(agent.ResumeAsync(session)));
            Assert.Equal((TurnStatus.Completed, 0), await OutcomeAsync(agent.RunAsync([Result("c1", "told")], session)!));
        }
        else
        {
            Assert.Equal((TurnStatus.Waiting, 0), await OutcomeAsync(agent.RunAsync([Result("c1", "told")], session)!));
            await ApproveAsync();
            Assert.Equal((TurnStatus.Completed, 0), await OutcomeAsync(agent.ResumeAsync(session)));
        }

        Assert.Equal(["paid b"], _ran);
        Assert.Equal("user: go\nassistant: ask#c1(a) pay#c2(b)\ntool: #c1=told\ntool: #c2=paid b", Transcript.Of(model.Requests[1].Messages));

        async Task ApproveAsync() => await session.Approvals.ApproveAsync((await session.Approvals.ListAsync()).Single());
    }

    [Fact]
    public async Task A_handoff_beside_it_is_done_when_the_result_is_there()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "a"), ("c2", "transfer_to_other", "")), Say("Other here."));
        var agent = new Agent(model) { Tools = [Ask], Handoffs = [new Agent(model) { Name = "other" }] };

        Assert.Equal(["c1"], (await agent.RunAsync("go", session)).OpenCalls.Select(call => call.CallId));
        var answer = await agent.RunAsync([Result("c1", "told")], session);

        Assert.Equal(("other", "Other here."), (answer.Agent, answer.Text));
    }

    [Fact]
    public async Task Some_of_the_results_are_taken_and_the_rest_is_waited_for()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "a"), ("c2", "ask", "b")), Say("Done."));
        await Agent(model).RunAsync("go", session);

        var waiting = await Agent(model).RunAsync([Result("c2", "two")], session);
        var again = await Agent(model).ResumeAsync(session);
        var length = (await session.GetItemsAsync()).Count;
        var answer = await Agent(model).RunAsync([Result("c1", "one")], session);

        Assert.Equal(["c1"], waiting.OpenCalls.Select(call => call.CallId));
        Assert.Equal(["c1"], again!.OpenCalls.Select(call => call.CallId));
        Assert.Equal((3, "Done."), (length, answer.Text));
        Assert.Equal("user: go\nassistant: ask#c1(a) ask#c2(b)\ntool: #c1=one\ntool: #c2=two", Transcript.Of(model.Requests[1].Messages));
    }

    [Fact]
    public async Task A_result_that_nothing_waits_for_is_refused_and_changes_nothing()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "a")), Say("Done."));
        await Agent(model).RunAsync("go", session);
        var before = await Transcript.OfAsync(session);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Agent(model).RunAsync([new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "x"), new FunctionResultContent("zzz", "y")])], session));
        await Assert.ThrowsAsync<ArgumentException>(() => Agent(model).RunAsync([Result("c1", "x"), Result("c1", "y")], session));

        Assert.Contains("'zzz': there is no such call", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await Transcript.OfAsync(session));
        await Agent(model).RunAsync([Result("c1", "told")], session);
        await Assert.ThrowsAsync<ArgumentException>(() => Agent(model).RunAsync([Result("c1", "again")], session));
    }

    [Fact]
    public async Task Words_before_all_results_are_there_are_refused()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "a"), ("c2", "ask", "b")));
        await Agent(model).RunAsync("go", session);

        await Assert.ThrowsAsync<ArgumentException>(() => Agent(model).RunAsync([Result("c1", "x"), new ChatMessage(ChatRole.User, "And?")], session));
    }

    [Fact]
    public async Task Another_input_goes_on_without_the_results_and_the_model_is_told()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "a")), Say("Fine."));
        await Agent(model).RunAsync("go", session);

        await Agent(model).RunAsync("Never mind.", session);

        var request = model.Requests[1].Messages;
        Assert.True(Balanced.Is(request), Transcript.Of(request));
        Assert.Equal("Never mind.", request[^1].Text);
    }

    [Fact]
    public async Task Without_a_session_the_conversation_is_carried_by_the_caller()
    {
        var model = new ScriptedChatClient(Call(("c1", "ask", "a")), Say("Done."));
        var waiting = await Agent(model).RunAsync("go");

        var answer = await Agent(model).RunAsync([.. waiting.Conversation, Result(waiting.OpenCalls.Single().CallId, "told")]);

        Assert.Equal("Done.", answer.Text);
        Assert.Equal("user: go\nassistant: ask#c1(a)\ntool: #c1=told", Transcript.Of(model.Requests[1].Messages));
    }

    [Fact]
    public async Task A_crash_between_leaves_the_call_to_the_caller()
    {
        var time = new FakeTimeProvider();
        var store = new InMemorySessionStore(time);
        var dying = await new DyingStore(store, commitsToLive: 2, diesAfterCommitting: true).OpenAsync(new SessionKey("s"), new OpenSessionOptions { TimeProvider = time });
        var model = new ScriptedChatClient(Call(("c1", "look", "b"), ("c2", "ask", "a")), Say("Done."));
        await Assert.ThrowsAsync<ProcessDiedException>(() => Agent(model).RunAsync("go", dying));
        time.Advance(TimeSpan.FromMinutes(1));

        var session = await store.OpenAsync(new SessionKey("s"), new OpenSessionOptions { TimeProvider = time });
        var resumed = await Agent(model).ResumeAsync(session);

        Assert.Equal(["c2"], resumed!.OpenCalls.Select(call => call.CallId));
        Assert.Equal("Done.", (await Agent(model).RunAsync([Result("c2", "told")], session)).Text);
        Assert.Equal(["saw b"], _ran);
    }

    [Fact]
    public async Task In_an_agent_that_is_a_tool_the_model_is_told_that_nobody_can_run_it()
    {
        var child = new ScriptedChatClient(Call(("c1", "ask", "a")), Say("I cannot ask."));
        var model = new ScriptedChatClient(
            (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("p1", "helper", new Dictionary<string, object?> { ["task"] = "x" })]))),
            Say("Done."));

        var answer = await new Agent(model) { Tools = [new Agent(child) { Name = "helper", Tools = [Ask] }.AsTool()] }.RunAsync("go", await OpenAsync());

        Assert.Equal("Done.", answer.Text);
        Assert.Equal("tool: #c1=Error: 'ask' is for the application to run, which cannot be reached from here. Do without it.", Transcript.Of(child.Requests[1].Messages[^1]));
    }

    [Fact]
    public async Task A_value_that_was_asked_for_comes_when_the_turn_goes_on()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c1", "ask", "a")), Say("""{"data":5}"""));
        await Agent(model).RunAsync<int>("go", session);

        var answer = await Agent(model).RunAsync<int>([Result("c1", "told")], session);

        Assert.Equal(5, answer.Value);
    }

    private Agent Agent(IChatClient model) => new(model)
    {
        Tools =
        [
            Ask,
            AgentTool.Create((string value) => Do($"saw {value}"), "look"),
            new ApprovalRequiredAIFunction(AgentTool.Create((string value) => Do($"paid {value}"), "pay")),
        ],
    };

    private string Do(string what)
    {
        _ran.Add(what);
        return what;
    }

    private static ChatMessage Result(string id, string result) => new(ChatRole.Tool, [new FunctionResultContent(id, result)]);

    private static async Task<AgentAnswer> RunAsync(Agent agent, Session session, ChatMessage input, bool isStreamed) =>
        isStreamed ? ((AnswerUpdate)await agent.RunStreamingAsync([input], session).LastAsync()).Answer : await agent.RunAsync([input], session);

    private static async Task<(TurnStatus Status, int OpenCalls)> OutcomeAsync(Task<AgentAnswer?> answer) => ((await answer)!.Status, (await answer)!.OpenCalls.Count);

    private async Task<Session> OpenAsync() => await _store.OpenAsync(new SessionKey("s"));
}
