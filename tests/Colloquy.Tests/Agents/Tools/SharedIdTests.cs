using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Tools;

/// <summary>Calls that share an id, or have none, are told apart: in the record, in approvals, in what runs, and in what the model is shown.</summary>
public sealed class SharedIdTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly List<string> _ran = [];

    public static MatrixTheoryData<string, bool, bool> Ids => new(["c", "", " ", "\u0001"], [true, false], [true, false]);

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Of_two_equal_calls_the_one_that_was_refused_does_not_run(string id, bool refusesFirst, bool isStreamed)
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call((id, "pay", "5"), (id, "pay", "5")), Say("Done."), Say("Bye."));
        var agent = Agent(model);
        var waiting = isStreamed ? ((AnswerUpdate)await agent.RunStreamingAsync("go", session).LastAsync()).Answer : await agent.RunAsync("go", session);

        Assert.Equal(2, waiting.Approvals.Select(approval => approval.CallId).Distinct().Count());
        await session.Approvals.RefuseAsync(waiting.Approvals[refusesFirst ? 0 : 1], "once is enough");
        await session.Approvals.ApproveAsync(waiting.Approvals[refusesFirst ? 1 : 0]);
        var answer = await agent.ResumeAsync(session);

        Assert.Equal(["paid 5"], _ran);
        string[] results = ["Error: this call was not run. A person refused it, and said why: once is enough", "paid 5"];
        if (!refusesFirst)
            Array.Reverse(results);
        Assert.Equal(results, answer!.ToolCalls.Select(call => call.Result?.ToString()));
        await agent.RunAsync("again", session);
        foreach (var request in model.Requests)
            Assert.True(Balanced.Is(request.Messages), Transcript.Of(request.Messages));
        Assert.Equal(results, Results(model.Requests[1]));
        Assert.Equal(results, Results(model.Requests[2]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_calls_of_different_tools_each_has_its_own_result(bool isParallel)
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c", "look", "1"), ("c", "note", "2"), ("c", "look", "3")), Say("Done."));

        var answer = await Agent(model, isParallel).RunAsync("go", session);

        Assert.Equal(["saw 1", "noted 2", "saw 3"], answer.ToolCalls.Select(call => call.Result?.ToString()));
        Assert.Equal(["saw 1", "noted 2", "saw 3"], Results(model.Requests[1]));

        // At once, they are recorded as they end.
        var recorded = (await session.GetItemsAsync()).SelectMany(item => item.Message.Contents).OfType<FunctionResultContent>().Select(result => result.Result?.ToString());
        Assert.Equal(["saw 1", "noted 2", "saw 3"], isParallel ? recorded.OrderBy(result => result![^1]) : recorded);
    }

    [Fact]
    public async Task A_stream_tells_of_each_call_under_the_id_that_is_recorded()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c", "look", "1"), ("c", "look", "2")), Say("Done."));

        var updates = await Agent(model).RunStreamingAsync("go", session).ToListAsync();

        var recorded = (await session.GetItemsAsync()).SelectMany(item => item.Message.Contents).OfType<FunctionCallContent>().Select(call => call.CallId).ToList();
        Assert.Equal(recorded, updates.OfType<ModelUpdate>().SelectMany(update => update.Update.Contents).OfType<FunctionCallContent>().Select(call => call.CallId));
        Assert.Equal(recorded, updates.OfType<ToolCallUpdate>().Where(update => update.IsFinished).Select(update => update.Call.CallId));
        Assert.Equal(2, recorded.Distinct().Count());
    }

    [Fact]
    public async Task An_id_that_a_model_uses_again_in_the_same_turn_names_another_call()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("c", "look", "1")), Call(("c", "look", "2")), Say("Done."));

        var answer = await Agent(model).RunAsync("go", session);

        Assert.Equal(["saw 1", "saw 2"], answer.ToolCalls.Select(call => call.Result?.ToString()));
        Assert.Equal(["saw 1", "saw 2"], Results(model.Requests[2]));
        Assert.Equal(2, answer.ToolCalls.Select(call => call.CallId).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_a_crash_each_call_keeps_what_it_came_to(int commits)
    {
        var time = new FakeTimeProvider();
        var store = new InMemorySessionStore(time);
        var key = new SessionKey("s");
        var dying = await new DyingStore(store, commits, diesAfterCommitting: true).OpenAsync(key, new OpenSessionOptions { TimeProvider = time });
        await Assert.ThrowsAsync<ProcessDiedException>(() => Agent(new ScriptedChatClient(Call(("c", "look", "1"), ("c", "look", "1"), ("c", "look", "1")), Say("Done."))).RunAsync("go", dying));
        time.Advance(TimeSpan.FromMinutes(1));

        var session = await store.OpenAsync(key, new OpenSessionOptions { TimeProvider = time });
        var model = new ScriptedChatClient(Say("Done."));
        var answer = await Agent(model).ResumeAsync(session);

        Assert.Equal(3, answer!.ToolCalls.Count);
        Assert.Equal(3, Results(model.Requests[0]).Count);
        Assert.Equal(2, _ran.Count);
        Assert.Equal(2, Results(model.Requests[0]).Count(result => result == "saw 1"));
    }

    [Fact]
    public async Task A_sessions_client_gives_its_caller_ids_that_name_one_call()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("", "look", "1"), ("", "note", "2")), Say("Done."));
        using var client = new SessionChatClient(model, session).AsBuilder().UseFunctionInvocation().Build();

        await client.GetResponseAsync("go", new ChatOptions { Tools = [.. Agent(model).Tools] });

        Assert.Equal(["saw 1", "noted 2"], Results(model.Requests[1]));
        Assert.True(Balanced.Is(model.Requests[1].Messages));
    }

    private static List<string?> Results(Request request) => [.. request.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result?.ToString())];

    private Agent Agent(IChatClient model, bool isParallel = false) => new(model)
    {
        ParallelTools = isParallel,
        Tools =
        [
            new ApprovalRequiredAIFunction(AgentTool.Create((string value) => Do($"paid {value}"), "pay")),
            AgentTool.Create((string value) => Do($"saw {value}"), "look"),
            AgentTool.Create((string value) => Do($"noted {value}"), "note"),
        ],
    };

    private string Do(string what)
    {
        lock (_ran)
            _ran.Add(what);
        return what;
    }

    private async Task<Session> OpenAsync() => await _store.OpenAsync(new SessionKey("s"));
}
