using Microsoft.Extensions.AI;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>Two of a kind that must not be taken for one another: tools, calls, branches, agents.</summary>
public sealed class TwoOfAKindTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly List<string> _done = [];

    [Theory]
    [InlineData(RememberApproval.Tool)]
    [InlineData(RememberApproval.Call)]
    public async Task A_yes_that_is_remembered_for_one_tool_decides_no_call_of_another(RememberApproval remember)
    {
        var session = await OpenAsync();
        var asked = await Desk(Call(("r", "refund", "5"))).RunAsync("refund it", session);
        await session.Approvals.ApproveAsync(asked.Approvals[0], remember);

        var answer = await Desk(Call(("w", "wire", "5"))).ResumeAsync(session);

        Assert.Equal((TurnStatus.Waiting, "wire"), (answer!.Status, Assert.Single(answer.Approvals).Tool));
        Assert.Equal(["refund 5"], _done);
    }

    [Theory]
    [InlineData(RememberApproval.Tool)]
    [InlineData(RememberApproval.Call)]
    public async Task An_answer_for_one_tool_takes_no_other_tools_place_and_answers_nothing_that_waits_of_it(RememberApproval remember)
    {
        var session = await OpenAsync();
        await Desk(Call(("r", "refund", "5"), ("w", "wire", "5"))).RunAsync("both", session);
        var waits = await session.Approvals.ListAsync();

        var left = await session.Approvals.ApproveAsync(waits[0], remember);
        await session.Approvals.RefuseAsync(Assert.Single(left), "no", remember);

        Assert.Equal([("refund", ApprovalDecision.Approved), ("wire", ApprovalDecision.Refused)], (await session.Approvals.ListRememberedAsync()).Select(one => (one.Tool, one.Decision)));
        await Desk(Say("done")).ResumeAsync(session);
        Assert.Equal(["refund 5"], _done);
    }

    [Fact]
    public async Task Calls_of_different_tools_under_one_id_are_answered_and_run_apart()
    {
        var session = await OpenAsync();
        await Desk(Call(("same", "refund", "5"), ("same", "wire", "6"))).RunAsync("both", session);
        var waits = await session.Approvals.ListAsync();
        Assert.Equal(["refund", "wire"], waits.Select(approval => approval.Tool));

        await session.Approvals.RefuseAsync(waits[0], "not this");
        await session.Approvals.ApproveAsync(waits[1]);
        var answer = await Desk(Say("done")).ResumeAsync(session);

        Assert.Equal(["wire 6"], _done);
        Assert.Equal(["refund", "wire"], answer!.ToolCalls.Select(call => call.Name));
        Assert.Contains("not this", answer.ToolCalls[0].Error, StringComparison.Ordinal);
        Assert.Equal("wire 6", answer.ToolCalls[1].Result?.ToString());
    }

    [Fact]
    public async Task Nested_agents_that_wait_on_two_branches_go_on_each_for_itself()
    {
        var session = await OpenAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        var fork = await session.Branches.ForkAsync("other");
        var main = Assert.Single((await Lead(Call(("r", "refund", "5"))).RunAsync("on main", session)).Approvals);
        var other = Assert.Single((await Lead(Call(("r", "refund", "6"))).RunAsync("on the other", fork)).Approvals);
        Assert.NotEqual(main.Session, other.Session);

        await fork.Approvals.ApproveAsync(other);
        var answer = await Lead(Say("inner done")).ResumeAsync(fork);

        Assert.Equal(TurnStatus.Completed, answer!.Status);
        Assert.Equal(["refund 6"], _done);
        Assert.Equal(main.Position, Assert.Single(await session.Approvals.ListAsync()).Position);
        await session.Approvals.ApproveAsync(main);
        Assert.Equal(TurnStatus.Completed, (await Lead(Say("inner done")).ResumeAsync(session))!.Status);
        Assert.Equal(["refund 6", "refund 5"], _done);
    }

    [Fact]
    public async Task Nested_agents_that_wait_behind_newer_turns_of_a_fork_go_on_in_its_own_session()
    {
        var session = await OpenAsync();
        Agent Lead(Step[] lead, params Step[] desk) => new(new ScriptedChatClient(lead)) { Tools = [Desk(desk).AsTool()] };
        var main = Assert.Single((await Lead([Task("t", "desk")], Call(("r", "refund", "5"))).RunAsync("go", session)).Approvals);
        var fork = await session.Branches.ForkAsync("other");
        var other = Assert.Single((await Lead([], Call(("r", "refund", "6"))).ResumeAsync(fork))!.Approvals);
        await Lead([Say("Hi.")]).RunAsync("hello", fork);

        await fork.Approvals.ApproveAsync(other);
        var answer = await Lead([Say("All done.")], Say("inner done")).ResumeAsync(fork);

        Assert.Equal((TurnStatus.Completed, "All done."), (answer!.Status, answer.Text));
        Assert.Equal(["refund 6"], _done);
        Assert.Equal(main.Id, Assert.Single(await session.Approvals.ListAsync()).Id);
    }

    [Fact]
    public async Task Of_three_levels_of_agents_the_innermost_waits_and_all_go_on_when_it_is_answered()
    {
        var session = await OpenAsync();
        Agent Outer(Step[] outer, Step[] middle, params Step[] inner) => new(new ScriptedChatClient(outer))
        {
            Name = "outer",
            Tools = [new Agent(new ScriptedChatClient(middle)) { Name = "middle", Tools = [Desk(inner).AsTool()] }.AsTool()],
        };

        var asked = await Outer([Task("o", "middle")], [Task("m", "desk")], Call(("r", "refund", "5"))).RunAsync("go", session);
        Assert.Equal((TurnStatus.Waiting, "desk"), (asked.Status, Assert.Single(asked.Approvals).Agent));
        await session.Approvals.ApproveAsync(asked.Approvals[0]);
        var answer = await Outer([Say("outer done")], [Say("middle done")], Say("inner done")).ResumeAsync(session);

        Assert.Equal((TurnStatus.Completed, "outer done"), (answer!.Status, answer.Text));
        Assert.Equal(["refund 5"], _done);
        Assert.Equal("middle done", answer.ToolCalls.Single().Result?.ToString());
        var middle = (await _store.FindAsync(new SessionKey(answer.ToolCalls.Single().ChildSession!, session.Key.Owner)))!;
        Assert.Equal(["inner done"], (await middle.GetItemsAsync()).SelectMany(item => item.Message.Contents.OfType<FunctionResultContent>()).Select(result => result.Result?.ToString()));
        Assert.Empty(await session.Approvals.ListAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_behind_an_agent_that_waits_run_once(bool parallel)
    {
        var session = await OpenAsync();
        Agent Lead(Step[] lead, params Step[] inner) => new(new ScriptedChatClient(lead))
        {
            ParallelTools = parallel,
            Tools = [Desk(inner).AsTool(), AgentTool.Create((string value) => Do($"look {value}"), "look")],
        };

        var asked = await Lead([(_, _, _) => System.Threading.Tasks.Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant,
        [
            new FunctionCallContent("t", "desk", new Dictionary<string, object?> { ["task"] = "refund it" }),
            new FunctionCallContent("l", "look", new Dictionary<string, object?> { ["value"] = "1" }),
        ])))], Call(("r", "refund", "5"))).RunAsync("go", session);

        Assert.Equal(TurnStatus.Waiting, asked.Status);
        Assert.Equal(["look 1"], _done);
        await session.Approvals.ApproveAsync(Assert.Single(asked.Approvals));
        var answer = await Lead([Say("all done")], Say("inner done")).ResumeAsync(session);

        Assert.Equal((TurnStatus.Completed, "all done"), (answer!.Status, answer.Text));
        Assert.Equal(["look 1", "refund 5"], _done);
        Assert.Equal(["inner done", "look 1"], answer.ToolCalls.Select(call => call.Result?.ToString()));
    }

    [Fact]
    public async Task Several_results_in_one_message_are_kept_each_with_its_call()
    {
        var session = await OpenAsync();
        await session.AddAsync([
            new ChatMessage(ChatRole.User, "look twice"),
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("a", "look"), new FunctionCallContent("b", "look")]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent("b", "second"), new FunctionResultContent("a", "first")]),
            new ChatMessage(ChatRole.Assistant, "seen")]);
        var model = new ScriptedChatClient(Say("yes"));

        await new Agent(model).RunAsync("and now?", session);

        var shown = model.Requests[0].Messages;
        Assert.Equal(["a=first", "b=second"], shown.SelectMany(message => message.Contents.OfType<FunctionResultContent>()).Select(result => $"{result.CallId}={result.Result}"));
        Assert.Equal(["look twice", "seen", "and now?"], shown.Select(message => message.Text).Where(text => text.Length > 0));
    }

    private Agent Desk(params Step[] steps) => new(new ScriptedChatClient(steps))
    {
        Name = "desk",
        Tools =
        [
            new ApprovalRequiredAIFunction(AgentTool.Create((string value) => Do($"refund {value}"), "refund")),
            new ApprovalRequiredAIFunction(AgentTool.Create((string value) => Do($"wire {value}"), "wire")),
        ],
    };

    /// <summary>An agent that asks the desk, or goes on where it asked it.</summary>
    private Agent Lead(params Step[] desk) => new(new AnsweringChatClient(messages => messages[^1].Role == ChatRole.User
        ? new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("t", "desk", new Dictionary<string, object?> { ["task"] = "refund it" })])
        : new ChatMessage(ChatRole.Assistant, "lead done")))
    {
        Tools = [Desk(desk).AsTool()],
    };

    private string Do(string what)
    {
        _done.Add(what);
        return what;
    }

    private static Step Task(string id, string agent) => (_, _, _) => System.Threading.Tasks.Task.FromResult(
        new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(id, agent, new Dictionary<string, object?> { ["task"] = "refund it" })])));

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));
}
