using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>The sentences that a newcomer meets when something was forgotten.</summary>
public sealed class NewcomerTests
{
    private static readonly Dictionary<string, Func<Agent, Session, Task>> Runs = new()
    {
        ["run"] = (agent, session) => agent.RunAsync("go", session),
        ["stream"] = async (agent, session) => await agent.RunStreamingAsync("go", session).ToListAsync(),
        ["value"] = (agent, session) => agent.RunAsync<int>("go", session),
        ["chat client"] = (agent, session) => new SessionChatClient(agent.Client, session).GetResponseAsync("go"),
        ["streamed chat client"] = async (agent, session) => await new SessionChatClient(agent.Client, session).GetStreamingResponseAsync("go").ToListAsync(),
    };

    public static TheoryData<string> RunNames => [.. Runs.Keys];

    [Theory, MemberData(nameof(RunNames))]
    public async Task A_run_whose_store_is_gone_says_that_it_was_not_awaited(string way)
    {
        var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s"));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var agent = new Agent(new ScriptedChatClient(async (messages, options, stop) =>
        {
            begun.SetResult();
            await go.Task;
            return await Say("1")(messages, options, stop);
        }));

        var forgotten = Runs[way](agent, session);
        await begun.Task;
        await store.DisposeAsync();
        go.SetResult();

        var thrown = await StoreAssert.FailsAsync(StoreFailure.Disposed, () => forgotten);
        Assert.Equal(session.Key, thrown.Key);
        Assert.StartsWith("The store was disposed of while a run on session", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_store_is_gone_ends_though_its_model_does_not()
    {
        var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s"));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var forgotten = new Agent(new ScriptedChatClient(Wait(begun))).RunAsync("go", session);
        await begun.Task;
        await store.DisposeAsync();

        await StoreAssert.FailsAsync(StoreFailure.Disposed, () => forgotten);
    }

    [Theory]
    [InlineData("RunContext")]
    [InlineData("RunContext.Services")]
    [InlineData("IServiceProvider")]
    [InlineData("AIFunctionArguments")]
    [InlineData("keyed")]
    public async Task A_service_that_a_tool_requires_and_nobody_gave_is_told_with_where_to_give_it(string way)
    {
        AIFunction tool = way switch
        {
            "RunContext" => AgentTool.Create((RunContext run, string value) => run.GetRequiredService<Clock>().Tell(), "work"),
            "RunContext.Services" => AgentTool.Create((RunContext run, string value) => run.Services.GetRequiredService<Clock>().Tell(), "work"),
            "IServiceProvider" => AgentTool.Create((IServiceProvider services, string value) => services.GetRequiredService<Clock>().Tell(), "work"),
            "AIFunctionArguments" => AIFunctionFactory.Create((AIFunctionArguments arguments, string value) => arguments.Services!.GetRequiredService<Clock>().Tell(), "work"),
            _ => AgentTool.Create((RunContext run, string value) => run.Services.GetRequiredKeyedService<Clock>("wall").Tell(), "work"),
        };

        var answer = await new Agent(new ScriptedChatClient(Call(("c", "work", "x")), Say("done"))) { Tools = [tool] }.RunAsync("go");

        var thrown = Assert.IsType<InvalidOperationException>(answer.ToolCalls.Single().Exception);
        Assert.Contains(nameof(Clock), thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Set Agent.Services or RunOptions.Services", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_the_application_has_not_registered_is_told_with_where_services_come_from()
    {
        var tool = AgentTool.Create((RunContext run, string value) => run.GetRequiredService<Clock>().Tell(), "work");

        var answer = await new Agent(new ScriptedChatClient(Call(("c", "work", "x")), Say("done"))) { Tools = [tool], Services = new Registered() }.RunAsync("go");

        var thrown = Assert.IsType<InvalidOperationException>(answer.ToolCalls.Single().Exception);
        Assert.Contains(nameof(Clock), thrown.Message, StringComparison.Ordinal);
        Assert.Contains("Register it with the application's services; a run takes them from RunOptions.Services, or else from Agent.Services.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_gets_the_services_of_the_run_before_those_of_the_agent()
    {
        var tool = AgentTool.Create((RunContext run, string value) => $"{run.GetRequiredService<string>()}, {run.GetService<Clock>() is null}", "work");
        var agent = new Agent(new ScriptedChatClient(Call(("c", "work", "x")), Say("done"))) { Tools = [tool], Services = new Registered("agent") };

        var answer = await agent.RunAsync("go", options: new RunOptions { Services = new Registered("run") });

        Assert.Equal("run, True", answer.ToolCalls.Single().Result?.ToString());
    }

    [Theory]
    [InlineData("RunContext")]
    [InlineData("IServiceProvider")]
    public async Task A_service_that_need_not_be_there_is_null(string way)
    {
        var tool = way == "RunContext"
            ? AgentTool.Create((RunContext run, string value) => run.GetService<Clock>() is null ? "none" : "one", "work")
            : AgentTool.Create((IServiceProvider services, string value) => services.GetService<Clock>() is null ? "none" : "one", "work");

        var answer = await new Agent(new ScriptedChatClient(Call(("c", "work", "x")), Say("done"))) { Tools = [tool] }.RunAsync("go");

        Assert.Equal("none", answer.ToolCalls.Single().Result?.ToString());
    }

    [Fact]
    public async Task A_call_tells_what_it_was_and_what_came_of_it()
    {
        var tools = new[] { AgentTool.Create((string value) => "Refunded.", "refund"), AgentTool.Create(string (string value) => throw new ToolFailedException("No such order."), "find"), AgentTool.Create((string value) => new string('x', 1_000), "read") };
        var model = new ScriptedChatClient(Call(("a", "refund", "900"), ("b", "find", "7"), ("c", "read", "all")), Say("done"));
        var started = new List<string>();

        AgentAnswer? answer = null;
        await foreach (var update in new Agent(model) { Tools = tools }.RunStreamingAsync("go"))
        {
            if (update is ToolCallUpdate { IsFinished: false } tool)
                started.Add(tool.Call.ToString());
            answer = (update as AnswerUpdate)?.Answer;
        }

        Assert.Equal("""refund({"value":"900"})""", started[0]);
        Assert.Equal("""refund({"value":"900"}) = Refunded.""", answer!.ToolCalls[0].ToString());
        Assert.Equal("""find({"value":"7"}) failed: No such order.""", answer.ToolCalls[1].ToString());
        Assert.EndsWith("x…", answer.ToolCalls[2].ToString(), StringComparison.Ordinal);
        Assert.InRange(answer.ToolCalls[2].ToString().Length, 200, 260);
    }

    [Fact]
    public void A_lease_that_was_lost_tells_how()
    {
        var key = new SessionKey("s");

        var given = new LeaseLostException(key, new LeaseToken(646), new LeaseToken(646));
        var taken = new LeaseLostException(key, new LeaseToken(646), new LeaseToken(647));

        Assert.Equal((true, false), (given.WasReleased, given.WasTakenOver));
        Assert.Equal((false, true), (taken.WasReleased, taken.WasTakenOver));
        Assert.StartsWith("Lease 646 on session 's' in app 'default' was given back", given.Message, StringComparison.Ordinal);
        Assert.Contains("took the session over with lease 647", taken.Message, StringComparison.Ordinal);
    }

    private sealed class Registered(string? text = null) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(string) ? text : null;
    }

    private sealed class Clock
    {
        private readonly string _time = "noon";

        public string Tell() => _time;
    }
}
