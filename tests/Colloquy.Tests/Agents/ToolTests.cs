using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

public sealed class ToolTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task A_tool_that_throws_becomes_a_result_that_the_model_sees_and_the_log_keeps()
    {
        var model = new ScriptedChatClient(Call(("c1", "boom", "x")), Say("It failed."));
        var agent = new Agent(model) { Tools = [AgentTool.Create(string (string value) => throw new InvalidOperationException("no such account"), "boom")] };
        var session = await _store.OpenAsync(new SessionKey("s"));

        var answer = await agent.RunAsync("go", session);

        const string told = "the tool failed with InvalidOperationException; what it says is not shown.";
        Assert.Equal($"tool: #c1=Error: {told}", Transcript.Of(model.Requests[1].Messages[^1]));
        Assert.Equal(told, answer.ToolCalls.Single().Error);
        Assert.Contains($"tool: #c1=Error: {told}", await Transcript.OfAsync(session), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_tool_is_answered_with_the_tools_there_are()
    {
        var model = new ScriptedChatClient(Call(("c1", "nope", "x")), Say("Sorry."));
        var agent = new Agent(model) { Tools = [AgentTool.Create((string value) => value, "echo")] };

        var answer = await agent.RunAsync("go");

        Assert.Equal("Error: there is no tool named 'nope'. The tools are: echo.", answer.ToolCalls.Single().Result);
    }

    [Fact]
    public async Task Malformed_arguments_are_answered_with_what_is_wrong()
    {
        var broken = new FunctionCallContent("c1", "echo") { Exception = new JsonException("unexpected end") };
        var model = new ScriptedChatClient((_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [broken]))), Say("Again."));
        var agent = new Agent(model) { Tools = [AgentTool.Create((string value) => value, "echo")] };

        var answer = await agent.RunAsync("go");

        Assert.Equal("Error: the arguments could not be read (unexpected end). Send them again as valid JSON.", answer.ToolCalls.Single().Result);
    }

    [Fact]
    public async Task A_missing_argument_is_an_error_that_the_model_sees()
    {
        var call = new FunctionCallContent("c1", "echo", new Dictionary<string, object?>());
        var model = new ScriptedChatClient((_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [call]))), Say("Again."));
        var agent = new Agent(model) { Tools = [AgentTool.Create((string value) => value, "echo")] };

        var answer = await agent.RunAsync("go");

        Assert.Contains("value", answer.ToolCalls.Single().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_model_never_sees_the_context_that_a_tool_gets()
    {
        RunContext? seen = null;
        var tool = AgentTool.Create(
            (RunContext run, string value) =>
            {
                seen = run;
                return run.Get<Customer>().Name + value;
            },
            "greet");
        var model = new ScriptedChatClient(Call(("c1", "greet", "!")), Say("Done."));
        var session = await _store.OpenAsync(new SessionKey("s", user: "ada"));

        var answer = await new Agent(model) { Tools = [tool] }.RunAsync("go", session, new() { Context = new Customer("Ada") });

        Assert.Equal(["value"], tool.JsonSchema.GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.Equal("Ada!", answer.ToolCalls.Single().Result?.ToString());
        Assert.Equal("ada", seen!.User);
        Assert.Same(session, seen.Session);
    }

    [Fact]
    public async Task A_tool_made_elsewhere_finds_the_run_in_its_arguments()
    {
        var tool = AIFunctionFactory.Create((AIFunctionArguments arguments) => RunContext.From(arguments)!.User, "who");
        var model = new ScriptedChatClient(Call(("c1", "who", "")), Say("Done."));
        var session = await _store.OpenAsync(new SessionKey("s", user: "ada"));

        var answer = await new Agent(model) { Tools = [tool] }.RunAsync("go", session);

        Assert.Equal("ada", answer.ToolCalls.Single().Result?.ToString());
    }

    [Fact]
    public async Task A_tool_that_needs_approval_is_not_run_by_an_agent_that_cannot_ask()
    {
        var ran = false;
        var tool = new ApprovalRequiredAIFunction(AIFunctionFactory.Create(() => ran = true, "pay"));
        var model = new ScriptedChatClient(Call(("c1", "pay", "")), Say("Not allowed."));

        var answer = await new Agent(model) { Tools = [tool] }.RunAsync("go");

        Assert.False(ran);
        Assert.Contains("approval", answer.ToolCalls.Single().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_run_one_after_the_other_unless_they_may_run_at_once()
    {
        var running = 0;
        var most = 0;
        var both = new TaskCompletionSource();
        var tool = AgentTool.Create(
            async (string value) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                if (most == 2)
                    both.TrySetResult();
                if (value == "together")
                    await both.Task;
                Interlocked.Decrement(ref running);
                return value;
            },
            "work");

        await new Agent(new ScriptedChatClient(Call(("a", "work", "1"), ("b", "work", "2")), Say("Done."))) { Tools = [tool] }.RunAsync("go");
        var alone = most;
        var parallel = await new Agent(new ScriptedChatClient(Call(("a", "work", "together"), ("b", "work", "together")), Say("Done."))) { Tools = [tool], ParallelTools = true }.RunAsync("go");

        Assert.Equal(1, alone);
        Assert.Equal(2, most);
        Assert.Equal("user: go\nassistant: work#a(together) work#b(together)\ntool: #a=together\ntool: #b=together\nassistant: Done.", Transcript.Of(parallel.Messages));
    }

    [Fact]
    public async Task What_a_tool_writes_to_the_state_is_committed_with_its_result()
    {
        var tool = AgentTool.Create(
            async (RunContext run, string value) =>
            {
                await run.State.SetAsync("last", value);
                return await run.State.IncrementAsync("count");
            },
            "note");
        var model = new ScriptedChatClient(Call(("a", "note", "x"), ("b", "note", "y")), Say("Done."));
        var session = await _store.OpenAsync(new SessionKey("s"));

        var answer = await new Agent(model) { Tools = [tool] }.RunAsync("go", session);

        Assert.Equal("2", answer.ToolCalls[1].Result?.ToString());
        Assert.Equal("y", await session.State.GetAsync<string>("last"));
        Assert.Equal(2, await session.State.GetAsync<int>("count"));
        await session.UndoTurnAsync();
        Assert.Null(await session.State.FindAsync("count"));
    }

    [Fact]
    public async Task A_tool_that_finishes_in_a_cancelled_turn_has_its_result_recorded()
    {
        using var cancel = new CancellationTokenSource();
        var tool = AgentTool.Create(
            async (string value) =>
            {
                await cancel.CancelAsync();
                return "paid";
            },
            "pay");
        var session = await _store.OpenAsync(new SessionKey("s"));

        var agent = new Agent(new ScriptedChatClient(Call(("c1", "pay", "5")), Say("never"))) { Tools = [tool] };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => agent.RunAsync("go", session, cancellationToken: cancel.Token));

        Assert.Equal("user: go\nassistant: pay#c1(5)\ntool: #c1=paid", await Transcript.OfAsync(session));
        Assert.Equal(TurnStatus.Cancelled, (await session.Turns.ReadAsync().FirstAsync()).Status);
    }

    private sealed record Customer(string Name);
}
