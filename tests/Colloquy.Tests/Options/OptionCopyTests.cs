using Microsoft.Extensions.AI;

namespace Colloquy.Tests.Options;

/// <summary>Options are copied when a call begins: what the caller changes later does not change what runs.</summary>
public sealed class OptionCopyTests
{
    private readonly InMemorySessionStore _store = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Options_that_are_changed_after_the_call_do_not_change_the_run(bool streams)
    {
        var gate = new TaskCompletionSource();
        var model = new ScriptedChatClient(
            async (messages, chat, stop) =>
            {
                await gate.Task;
                return await ScriptedChatClient.Call(("c", "card", ""))(messages, chat, stop);
            },
            ScriptedChatClient.Say("done"));
        var options = new RunOptions { ChatOptions = new() { Temperature = 0.25f }, Limits = new() { Steps = 3 }, Values = new Dictionary<string, object?> { ["card"] = "17" } };
        var tool = AgentTool.Create((RunContext run) => run.GetValue<string>("card"), "card");
        var session = await _store.OpenAsync(new SessionKey("s"));
        var agent = new Agent(model) { Tools = [tool] };

        var updates = agent.RunStreamingAsync("go", session, options);
        var run = streams ? null : agent.RunAsync("go", session, options);
        options.ChatOptions.Temperature = 1;
        options.ChatOptions = null;
        options.Limits.Steps = 1;
        ((Dictionary<string, object?>)options.Values)["card"] = "18";
        gate.SetResult();
        var answer = await (run ?? LastAsync(updates));

        Assert.Equal(0.25f, model.Requests[0].Options!.Temperature);
        Assert.Equal("17", answer.ToolCalls.Single().Result?.ToString());
    }

    [Fact]
    public async Task An_agent_keeps_what_it_was_made_with()
    {
        var (limits, chat) = (new RunLimits { Steps = 5 }, new ChatOptions { Temperature = 0.25f });
        List<AITool> tools = [AgentTool.Create(() => "yes", "look")];
        var model = new ScriptedChatClient(ScriptedChatClient.Say("hi"));
        var agent = new Agent(model) { Limits = limits, ChatOptions = chat, Tools = tools };

        limits.Steps = 1;
        agent.Limits.Steps = 2;
        chat.Temperature = 1;
        agent.ChatOptions!.Temperature = 2;
        tools.Clear();
        await agent.RunAsync("go");

        Assert.Equal(5, agent.Limits.Steps);
        Assert.Equal((0.25f, 1), (model.Requests[0].Options!.Temperature, model.Requests[0].Options!.Tools!.Count));
    }

    [Fact]
    public async Task A_value_that_is_added_after_the_call_is_not_the_runs()
    {
        var (gate, values) = (new TaskCompletionSource(), new Dictionary<string, object?>());
        var model = new ScriptedChatClient(
            async (messages, chat, stop) =>
            {
                await gate.Task;
                return await ScriptedChatClient.Call(("c", "card", ""))(messages, chat, stop);
            },
            ScriptedChatClient.Say("done"));
        var agent = new Agent(model) { Tools = [AgentTool.Create((RunContext run) => run.GetValue<string>("card") ?? "none", "card")] };

        var run = agent.RunAsync("go", await _store.OpenAsync(new SessionKey("s")), new RunOptions { Values = values });
        values["card"] = "18";
        gate.SetResult();

        Assert.Equal("none", (await run).ToolCalls.Single().Result?.ToString());
    }

    [Fact]
    public async Task A_session_keeps_the_options_that_it_was_opened_with()
    {
        var options = new OpenSessionOptions { State = new() { MaxValueBytes = 10 } };
        var session = await _store.OpenAsync(new SessionKey("s"), options);

        options.State.MaxValueBytes = 1_000;

        await Assert.ThrowsAsync<SizeLimitException>(() => session.State.SetAsync("long", "more than ten bytes"));
    }

    private static async Task<AgentAnswer> LastAsync(IAsyncEnumerable<AgentUpdate> updates) => ((AnswerUpdate)await updates.LastAsync()).Answer;
}
