using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>The conversation goes on beside calls that wait for a person, and their outcome is told by a turn of its own.</summary>
public sealed class KeepTests
{
    private const string Waits = "This call has not run: it waits for a person's approval. What comes of it follows in a later message. Do not make the call again meanwhile.";
    private const string Approved = "This call has not run yet: a person approved it just now. What comes of it follows in a later message. Do not make the call again meanwhile.";
    private const string Mark = "[This is not from the user. It tells what came of a tool call that waited for a person.]";
    private const string Asked = "user: refund it\nassistant: refund#r(5)";

    private readonly InMemorySessionStore _store = new();
    private readonly Till _till = new();

    public static TheoryData<string> WaysToGoOn => ["run", "stream", "chat client", "chat client, streaming", "add"];

    [Theory]
    [MemberData(nameof(WaysToGoOn))]
    public async Task New_input_is_answered_and_the_call_waits_on(string how)
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session, ("l", "look", "1"), ("r", "refund", "5"))).Approvals[0];

        await SayAsync(session, "and the hours?", "Nine to five.", how);

        Assert.Equal(
            $"user: refund it\nassistant: look#l(1) refund#r(5)\ntool: #l=saw 1\ntool: #r={Waits}\nuser: and the hours?\nassistant: Nine to five.",
            (await Transcript.OfAsync(session)).TrimEnd());
        Assert.Equal([TurnStatus.Completed, TurnStatus.Waiting], await StatusesAsync(session));
        Assert.Equal((SessionActivity.Waiting, 1), ((await session.RefreshAsync()).Activity, session.Record.WaitingBranches));
        Assert.Equal([approval.Id], (await session.Approvals.ListAsync()).Select(waiting => waiting.Id));
        Assert.Equal([false, false, false, true, false, false], (await session.GetItemsAsync()).Select(item => item.IsPlaceholder));
        Assert.Empty(_till.Done);
    }

    [Fact]
    public async Task The_outcome_opens_a_turn_that_the_model_reports_and_the_placeholder_stays()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session);
        var model = new ScriptedChatClient(Say("Nine to five."), Say("Refunded."));
        await _till.Agent(model).RunAsync("and the hours?", session);

        var approval = (await session.Approvals.ListAsync())[0];
        await session.Approvals.ApproveAsync(approval, by: "ann");
        Assert.Equal(TurnStatus.Waiting, (await session.Turns.GetAsync(1)).Status);
        var answer = await _till.Agent(model).ResumeAsync(session);

        Assert.Equal($"{Asked}\ntool: #r={Waits}\nuser: and the hours?", Transcript.Of(model.Requests[0].Messages));
        Assert.Equal($"{Asked}\ntool: #r={Waits}\nuser: and the hours?\nassistant: Nine to five.\nuser: {Mark} refund({{\"value\":\"5\"}}): refunded 5", Transcript.Of(model.Requests[1].Messages));
        Assert.Equal((TurnStatus.Completed, "Refunded.", 3), (answer!.Status, answer.Text, answer.TurnNumber));
        Assert.Equal("refunded 5", Assert.Single(answer.ToolCalls).Result?.ToString());
        Assert.Equal(["refunded 5"], _till.Done);
        var (told, asked) = (await session.Turns.GetAsync(3), await session.Turns.GetAsync(1));
        Assert.Equal((asked.Start, TurnStatus.Completed), (told.OutcomeOf!.Value, asked.Status));
        var items = await session.GetItemsAsync();
        Assert.Equal(items.Single(item => item.IsPlaceholder).Position, items.Single(item => item.OutcomeOf is not null).OutcomeOf);
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
        Assert.Null(await _till.Agent(model).ResumeAsync(session));
        Assert.Equal("ann", (await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(approval.Id))).By);
    }

    [Fact]
    public async Task A_refusal_is_told_as_an_outcome()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session);
        await SayAsync(session, "hello", "Hi.", "run");

        await session.Approvals.RefuseAsync((await session.Approvals.ListAsync())[0], "too much");
        var model = new ScriptedChatClient(Say("Sorry."));
        await _till.Agent(model).ResumeAsync(session);

        Assert.Equal($"user: {Mark} refund({{\"value\":\"5\"}}): Error: this call was not run. A person refused it, and said why: too much", Transcript.Of(model.Requests[0].Messages[^1]));
        Assert.Empty(_till.Done);
    }

    [Theory]
    [MemberData(nameof(WaysToGoOn))]
    public async Task Input_that_is_not_to_go_on_beside_what_waits_is_refused_and_changes_nothing(string how)
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session)).Approvals[0];
        var tip = session.Record.Tip;

        var refused = await Assert.ThrowsAsync<CallsWaitingException>(() => SayAsync(session, "hello", "Hi.", how, WhenWaiting.Reject));

        Assert.Equal((session.Key, "main"), (refused.Key, refused.Branch));
        Assert.Equal(approval.Id, Assert.Single(refused.Approvals).Id);
        Assert.Contains("refund({\"value\":\"5\"})", refused.Message, StringComparison.Ordinal);
        Assert.Equal(tip, (await session.RefreshAsync()).Tip);
        Assert.Null(session.Record.LeasedUntil);
    }

    [Fact]
    public async Task What_was_approved_when_the_user_speaks_runs_with_the_next_resume()
    {
        var session = await OpenAsync();
        var asked = await Till.AskAsync(session, ("a", "refund", "1"), ("b", "refund", "2"));
        await session.Approvals.ApproveAsync(asked.Approvals[0]);

        await SayAsync(session, "hello", "Hi.", "run");
        Assert.Equal($"tool: #a={Approved}\ntool: #b={Waits}", Transcript.Of((await session.GetItemsAsync()).Where(item => item.IsPlaceholder).Select(item => item.Message)));
        Assert.Equal(TurnStatus.Waiting, (await _till.Agent(new ScriptedChatClient()).ResumeAsync(session))!.Status);
        await session.Approvals.RefuseAsync((await session.Approvals.ListAsync())[0]);
        var model = new ScriptedChatClient(Say("One of two."));
        await _till.Agent(model).ResumeAsync(session);

        Assert.Equal(["refunded 1"], _till.Done);
        Assert.Equal($"user: {Mark} refund({{\"value\":\"1\"}}): refunded 1\nuser: {Mark} refund({{\"value\":\"2\"}}): Error: this call was not run. A person refused it, and gave no reason.", Transcript.Of(model.Requests[0].Messages.TakeLast(2)));
    }

    [Fact]
    public async Task Of_two_turns_that_wait_each_is_gone_on_with_when_it_is_answered()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session, ("a", "refund", "1"));
        await Till.AskAsync(session, ("b", "refund", "2"));
        Assert.Equal(["a", "b"], (await session.Approvals.ListAsync()).Select(approval => approval.CallId));

        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[1]);
        var second = await _till.Agent(new ScriptedChatClient(Say("Refunded 2."))).ResumeAsync(session);
        Assert.Equal(("Refunded 2.", 2), (second!.Text, second.TurnNumber));
        Assert.Equal("a", Assert.Single((await _till.Agent(new ScriptedChatClient()).ResumeAsync(session))!.Approvals).CallId);
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        var first = await _till.Agent(new ScriptedChatClient(Say("Refunded 1."))).ResumeAsync(session);

        Assert.Equal(("Refunded 1.", 3), (first!.Text, first.TurnNumber));
        Assert.Equal(["refunded 2", "refunded 1"], _till.Done);
        Assert.Equal([TurnStatus.Completed, TurnStatus.Completed, TurnStatus.Completed], await StatusesAsync(session));
    }

    [Fact]
    public async Task The_outcome_of_an_older_turn_is_told_while_the_newest_waits()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session, ("a", "refund", "1"));
        await Till.AskAsync(session, ("b", "refund", "2"));
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);

        var told = await _till.Agent(new ScriptedChatClient(Say("Refunded 1."))).ResumeAsync(session);
        Assert.Equal(("Refunded 1.", 3, "b"), (told!.Text, told.TurnNumber, Assert.Single(await session.Approvals.ListAsync()).CallId));
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        var next = await _till.Agent(new ScriptedChatClient(Say("Refunded 2."))).ResumeAsync(session);

        Assert.Equal(("Refunded 2.", 4), (next!.Text, next.TurnNumber));
        Assert.Equal((await session.Turns.GetAsync(2)).Start, (await session.Turns.GetAsync(4)).OutcomeOf);
    }

    [Fact]
    public async Task A_call_that_is_cut_off_is_told_as_of_unknown_outcome_and_those_behind_it_wait_on()
    {
        var session = await OpenAsync();
        using var stop = new CancellationTokenSource();
        var pay = new ApprovalRequiredAIFunction(AgentTool.Create(async (string value, CancellationToken token) =>
        {
            _till.Done.Add($"paid {value}");
            if (value == "1")
                await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
            return $"paid {value}";
        }, "pay"));
        Agent Agent(params ScriptedChatClient.Step[] steps) => new(new ScriptedChatClient(steps)) { Tools = [pay] };
        await Agent(Call(("a", "pay", "1"), ("b", "pay", "2")), Say("Hi.")).RunAsync("pay", session);
        await Agent(Say("Hi.")).RunAsync("hello", session);
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0], RememberApproval.Tool);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Agent().ResumeAsync(session, cancellationToken: stop.Token));
        Assert.Contains("No result of this call was recorded", (await session.GetItemsAsync(1))[0].Text, StringComparison.Ordinal);
        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        var next = await Agent(Say("Paid 2.")).ResumeAsync(session);

        Assert.Equal("Paid 2.", next!.Text);
        Assert.Equal(["paid 1", "paid 2"], _till.Done);
        Assert.Null(await Agent().ResumeAsync(session));
    }

    [Fact]
    public async Task With_durability_turn_the_model_is_shown_the_placeholder_too()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session);
        var model = new ScriptedChatClient(Say("Hi."));

        await _till.Agent(model).RunAsync("hello", session, new RunOptions { Durability = Durability.Turn });

        Assert.Equal($"{Asked}\ntool: #r={Waits}\nuser: hello", Transcript.Of(model.Requests[0].Messages));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_keeps_the_conversation_is_sent_the_placeholder_and_later_the_outcome(bool grows)
    {
        var (model, session) = (new KeepingChatClient(grows: grows), await OpenAsync());
        var agent = new Agent(model) { Tools = [new ApprovalRequiredAIFunction(AgentTool.Create(() => "done", "ask"))] };
        await agent.RunAsync("use ask", session);

        await agent.RunAsync("hello", session);
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        await agent.ResumeAsync(session);

        Assert.Equal($"tool: #c1a={Waits}\nuser: hello", Transcript.Of(model.Requests[1].Messages));
        Assert.Equal($"user: {Mark} ask({{}}): done", Transcript.Of(model.Requests[2].Messages));
    }

    [Fact]
    public async Task What_an_agent_asks_that_is_a_tool_waits_on_and_its_answer_is_the_outcome()
    {
        var session = await OpenAsync();
        var till = new ScriptedChatClient(Call(("r", "refund", "5")), Call(("s", "refund", "6")), Say("Refunded both."));
        var model = new ScriptedChatClient(Task("t"), Say("Hi."), Say("It asks again."), Say("All done."));
        var agent = new Agent(model) { Tools = [_till.Agent(till).AsTool()] };
        await agent.RunAsync("refund it", session);
        await agent.RunAsync("hello", session);
        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);

        await session.Approvals.ApproveAsync(Assert.Single(await session.Approvals.ListAsync()).Id);
        Assert.Equal("It asks again.", (await agent.ResumeAsync(session))!.Text);
        await session.Approvals.ApproveAsync(Assert.Single(await session.Approvals.ListAsync()));
        var answer = await agent.ResumeAsync(session);

        Assert.Equal("All done.", answer!.Text);
        Assert.EndsWith(": Refunded both.", Transcript.Of(model.Requests[^1].Messages[^1]), StringComparison.Ordinal);
        Assert.Equal(["refunded 5", "refunded 6"], _till.Done);
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
    }

    [Fact]
    public async Task A_handoff_that_waited_is_done_when_it_is_approved()
    {
        var session = await OpenAsync();
        var other = new Agent(new ScriptedChatClient(Say("I am the other."))) { Name = "other" };
        var agent = new Agent(new ScriptedChatClient(Call(("h", "transfer_to_other", "")), Say("Hi."))) { Handoffs = [new Handoff(other)], Approvals = [ApprovalRule.Always("transfer_to_other")] };
        await agent.RunAsync("go", session);
        await agent.RunAsync("hello", session);

        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        var answer = await agent.ResumeAsync(session);

        Assert.Equal(("other", "I am the other."), (answer!.Agent, answer.Text));
        Assert.Equal("other", await session.GetActiveAgentAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("17")]
    [InlineData("-0123456789abcdef")]
    [InlineData("017-0123456789abcdef")]
    [InlineData("17-0123456789ABCDEF")]
    [InlineData("17-0123456789abcde")]
    [InlineData("17-0123456789abcdef0")]
    [InlineData("17-0123456789abcdeg")]
    [InlineData("99999999999999999999-0123456789abcdef")]
    [InlineData("1７-0123456789abcdef")]
    [InlineData("+17-0123456789abcdef")]
    [InlineData(" 17-0123456789abcdef")]
    [InlineData("1,7-0123456789abcdef")]
    [InlineData("s@17")]
    public void What_is_no_id_is_told_as_none(string text)
    {
        Assert.False(ApprovalId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => ApprovalId.Parse(text));
    }

    private static Step Task(string id) => (_, _, _) => System.Threading.Tasks.Task.FromResult(
        new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent(id, "till", new Dictionary<string, object?> { ["task"] = "refund it" })])));

    private static async Task<List<TurnStatus>> StatusesAsync(Session session) => await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync();

    private async Task SayAsync(Session session, string input, string answer, string how, WhenWaiting whenWaiting = WhenWaiting.Keep)
    {
        var message = new ChatMessage(ChatRole.User, input);
        var client = new SessionChatClient(new ScriptedChatClient(Say(answer)), session) { WhenWaiting = whenWaiting };
        var options = new RunOptions { WhenWaiting = whenWaiting };
        switch (how)
        {
            case "run":
                await _till.Agent(new ScriptedChatClient(Say(answer))).RunAsync([message], session, options);
                break;
            case "stream":
                await _till.Agent(new ScriptedChatClient(Say(answer))).RunStreamingAsync([message], session, options).ToListAsync();
                break;
            case "chat client":
                await client.GetResponseAsync([message]);
                break;
            case "chat client, streaming":
                await client.GetStreamingResponseAsync([message]).ToListAsync();
                break;
            default:
                await session.AddAsync([message, new ChatMessage(ChatRole.Assistant, answer)], whenWaiting);
                break;
        }
    }

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));
}
