using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>Calls that wait for a person until a time.</summary>
public sealed class ExpiryTests
{
    private const string InTime = "Error: this call was not run. It waited for a person's approval, and nobody answered in time.";
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));
    private readonly InMemorySessionStore _store;
    private readonly List<string> _ran = [];

    public ExpiryTests() => _store = new InMemorySessionStore(_time);

    [Fact]
    public async Task An_approval_says_when_it_expires_and_counts_until_then()
    {
        var session = await OpenAsync();
        var waiting = await AskAsync(session);

        var approval = Assert.Single(waiting.Approvals);
        Assert.Equal(_time.GetUtcNow() + Hour, approval.ExpiresAt);
        Assert.Equal(approval.ExpiresAt, Assert.Single(await session.Approvals.ListAsync()).ExpiresAt);
        Assert.Equal(approval.ExpiresAt, (await session.Approvals.FindAsync(approval.Id))!.ExpiresAt);
        _time.Advance(Hour - TimeSpan.FromSeconds(1));
        await session.Approvals.ApproveAsync(approval);
        _time.Advance(Hour);

        Assert.Equal("done", (await Agent(Say("done")).ResumeAsync(session))!.Text);
        Assert.Equal(["5"], _ran);
    }

    [Fact]
    public async Task After_that_time_an_answer_is_refused_and_says_that_the_approval_has_expired()
    {
        var session = await OpenAsync();
        var approval = (await AskAsync(session)).Approvals[0];
        _time.Advance(Hour);

        Assert.Empty(await session.Approvals.ListAsync());
        Assert.Empty(await session.Approvals.ListAllAsync());
        var late = await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(approval));
        Assert.Equal((true, ApprovalDecision.Refused, null, approval.ExpiresAt), (late.IsExpired, late.Decision, late.By, (DateTimeOffset?)late.AnsweredAt));
        Assert.Equal("The call refund({\"value\":\"5\"}) at position 4 of session 's' of user 'ada' in app 'default' expired at 2026-11-30 09:00:00Z before anybody answered, and counts as refused. Agent.ResumeAsync goes on with its turn; the model can make the call again.", late.Message);
        Assert.True((await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.RefuseAsync(approval.Id))).IsExpired);
    }

    [Fact]
    public async Task The_turn_goes_on_and_the_model_is_told_that_nobody_answered_in_time()
    {
        var session = await OpenAsync();
        var approval = (await AskAsync(session)).Approvals[0];
        _time.Advance(Hour);

        var answer = await Agent(Say("Nobody answered.")).ResumeAsync(session);

        Assert.Equal((TurnStatus.Completed, InTime), (answer!.Status, answer.ToolCalls[0].Error));
        Assert.Empty(_ran);
        Assert.Equal($"user: refund it\nassistant: refund#r(5)\ntool: #r={InTime}\nassistant: Nobody answered.", await Transcript.OfAsync(session));
        Assert.Equal([("expired", "refused")], await AnswersAsync(session));
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
        var late = await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(approval));
        Assert.True(late.IsExpired);
    }

    [Fact]
    public async Task Of_two_calls_one_may_be_approved_and_the_other_expire()
    {
        var session = await OpenAsync();
        var waiting = await Agent(Call(("a", "refund", "1"), ("b", "refund", "2"))).RunAsync("refund it", session);
        await session.Approvals.ApproveAsync(waiting.Approvals[0]);
        _time.Advance(Hour);

        var answer = await Agent(Say("done")).ResumeAsync(session);

        Assert.Equal(["1"], _ran);
        Assert.Equal([null, InTime], answer!.ToolCalls.Select(call => call.Error));
    }

    [Fact]
    public async Task A_remembered_answer_does_not_bring_back_what_has_expired()
    {
        var session = await OpenAsync();
        var waiting = await Agent(Call(("a", "refund", "1"))).RunAsync("one", session);
        await Agent(Call(("b", "refund", "2"))).RunAsync("two", session, new RunOptions { ApprovalExpiry = 3 * Hour });
        _time.Advance(Hour);

        await session.Approvals.ApproveAsync(Assert.Single(await session.Approvals.ListAsync()), RememberApproval.Tool);
        await Agent(Say("done")).ResumeAsync(session);
        await Agent(Say("done")).ResumeAsync(session);

        Assert.Equal(["2"], _ran);
        Assert.True((await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(waiting.Approvals[0]))).IsExpired);
    }

    [Theory]
    [InlineData(WhenWaiting.Keep)]
    [InlineData(WhenWaiting.Withdraw)]
    [InlineData(WhenWaiting.Reject)]
    public async Task New_input_records_what_has_expired(WhenWaiting mode)
    {
        var session = await OpenAsync();
        await AskAsync(session);
        _time.Advance(Hour);
        var model = new ScriptedChatClient(Say("It is late."));

        await new Agent(model) { Tools = [Refund] }.RunAsync("and now?", session, new RunOptions { WhenWaiting = mode });

        Assert.Equal(InTime, model.Requests[0].Messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>()).Single().Result?.ToString());
        Assert.Equal([("expired", "refused")], await AnswersAsync(session));
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
        Assert.Null(await Agent().ResumeAsync(session));
    }

    [Fact]
    public async Task A_call_that_is_kept_behind_newer_turns_expires_and_a_turn_tells_so()
    {
        var session = await OpenAsync();
        await AskAsync(session);
        await Agent(Say("Sure.")).RunAsync("and now?", session);
        _time.Advance(Hour);

        var answer = await Agent(Say("Nobody answered.")).ResumeAsync(session);

        Assert.Equal("Nobody answered.", answer!.Text);
        Assert.Contains(InTime, (await session.GetItemsAsync()).Single(item => item.OutcomeOf is not null).Text, StringComparison.Ordinal);
        Assert.Empty(_ran);
        Assert.Null(await Agent().ResumeAsync(session));
        Assert.Equal([("expired", "refused")], await AnswersAsync(session));
    }

    [Fact]
    public async Task A_kept_call_that_has_expired_is_recorded_as_expired_by_input_that_withdraws()
    {
        var session = await OpenAsync();
        await AskAsync(session);
        await Agent(Say("Sure.")).RunAsync("and now?", session);
        _time.Advance(Hour);

        await Agent(Say("Yes.")).RunAsync("still there?", session, new RunOptions { WhenWaiting = WhenWaiting.Withdraw });

        Assert.Equal([("expired", "refused")], await AnswersAsync(session));
    }

    [Fact]
    public async Task A_kept_call_that_has_expired_is_recorded_by_the_next_input_and_never_runs()
    {
        var session = await OpenAsync();
        await AskAsync(session);
        await Agent(Say("Sure.")).RunAsync("and now?", session);
        _time.Advance(Hour);
        await Agent(Say("Yes.")).RunAsync("still there?", session);

        // Though the clock is set back, the log says that it expired.
        _time.AdjustTime(_time.GetUtcNow() - Hour);
        Assert.Empty(await session.Approvals.ListAsync());
        Assert.Equal("told", (await Agent(Say("told")).ResumeAsync(session))!.Text);

        Assert.Empty(_ran);
    }

    [Fact]
    public async Task What_an_agent_that_is_a_tool_asks_expires_by_its_callers_time()
    {
        var session = await OpenAsync();
        var child = new Agent(new ScriptedChatClient(Call(("r", "refund", "5")), Say("Nobody answered me."))) { Name = "child", Tools = [Refund] };
        Agent Lead(params Step[] steps) => new(new ScriptedChatClient(steps)) { Name = "lead", Tools = [child.AsTool()], ApprovalExpiry = Hour };
        var waiting = await Lead(Assign).RunAsync("go", session);
        Assert.Equal(_time.GetUtcNow() + Hour, Assert.Single(waiting.Approvals).ExpiresAt);
        _time.Advance(Hour);

        Assert.Empty(await session.Approvals.ListAsync());
        var answer = await Lead(Say("It could not.")).ResumeAsync(session);

        Assert.Equal(("It could not.", "Nobody answered me."), (answer!.Text, answer.ToolCalls[0].Result?.ToString()));
        Assert.Empty(_ran);
    }

    [Fact]
    public async Task The_time_of_an_agent_that_is_a_tool_counts_before_its_callers()
    {
        var session = await OpenAsync();
        var child = new Agent(new ScriptedChatClient(Call(("r", "refund", "5")), Say("It is done."))) { Name = "child", Tools = [Refund], ApprovalExpiry = 3 * Hour };
        Agent Lead(params Step[] steps) => new(new ScriptedChatClient(steps)) { Name = "lead", Tools = [child.AsTool()], ApprovalExpiry = Hour };
        await Lead(Assign).RunAsync("go", session);
        _time.Advance(2 * Hour);

        await session.Approvals.ApproveAsync(Assert.Single(await session.Approvals.ListAsync()));
        await Lead(Say("done")).ResumeAsync(session);

        Assert.Equal(["5"], _ran);
    }

    [Fact]
    public async Task What_expires_on_one_branch_is_recorded_there_alone()
    {
        var session = await OpenAsync();
        await AskAsync(session);
        var fork = await session.Branches.ForkAsync("other");
        await Agent().ResumeAsync(fork, new RunOptions { ApprovalExpiry = 3 * Hour });
        _time.Advance(Hour);

        await fork.Approvals.ApproveAsync(Assert.Single(await fork.Approvals.ListAsync()));
        await Agent(Say("done")).ResumeAsync(fork);

        Assert.Equal(["5"], _ran);
        Assert.Equal([("approved", "approved")], await AnswersAsync(session));
    }

    [Fact]
    public async Task A_fork_whose_call_has_expired_takes_input_though_another_branch_waits()
    {
        var session = await OpenAsync();
        await Agent(Call(("r", "refund", "5"))).RunAsync("refund it", session, new RunOptions { ApprovalExpiry = Timeout.InfiniteTimeSpan });
        var fork = await session.Branches.ForkAsync("other");
        await Agent().ResumeAsync(fork);
        _time.Advance(Hour);

        var answer = await Agent(Say("It is late.")).RunAsync("and now?", fork, new RunOptions { WhenWaiting = WhenWaiting.Reject });

        Assert.Equal("It is late.", answer.Text);
        Assert.Single(await session.Approvals.ListAsync());
    }

    [Fact]
    public async Task A_fork_asks_again_with_a_time_of_its_own()
    {
        var session = await OpenAsync();
        await AskAsync(session);
        var fork = await session.Branches.ForkAsync("other");
        _time.Advance(Hour);

        var asked = await Agent(Say("unused")).ResumeAsync(fork);

        Assert.Equal(_time.GetUtcNow() + Hour, Assert.Single(asked!.Approvals).ExpiresAt);
        await fork.Approvals.ApproveAsync(asked.Approvals[0]);
        await Agent(Say("done")).ResumeAsync(fork);
        Assert.Equal(["5"], _ran);
    }

    [Fact]
    public async Task A_run_may_set_another_time_or_none()
    {
        var session = await OpenAsync();

        var shorter = await Agent(Call(("r", "refund", "5"))).RunAsync("refund it", session, new RunOptions { ApprovalExpiry = TimeSpan.FromMinutes(5) });
        var never = await Agent(Call(("s", "refund", "6"))).RunAsync("refund it", session, new RunOptions { ApprovalExpiry = Timeout.InfiniteTimeSpan });

        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMinutes(5), shorter.Approvals[0].ExpiresAt);
        Assert.Null(never.Approvals.Single(approval => approval.CallId == "s").ExpiresAt);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunOptions { ApprovalExpiry = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Agent(new ScriptedChatClient()) { ApprovalExpiry = TimeSpan.FromDays(4_000) });
    }

    [Fact]
    public async Task Without_a_time_the_payloads_are_those_of_earlier_versions()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session);
        await session.Approvals.RefuseAsync((await session.Approvals.ListAsync())[0]);

        var log = (await _store.ReadAsync(session.Key, LogRead.All())).Entries.Where(entry => entry.Kind == EntryKind.ApprovalRequest || entry.Kind == EntryKind.ApprovalAnswer);

        Assert.Equal(["""{"call":"r","tool":"refund","arguments":{"value":"5"},"branch":"main"}""", """{"request":4,"decision":"Refused"}"""], log.Select(entry => System.Text.Encoding.UTF8.GetString(entry.Payload.Span)));
    }

    private static Step Assign => (_, _, _) => Task.FromResult(Response(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("t", "child", new Dictionary<string, object?> { ["task"] = "work" })])));

    private Task<AgentAnswer> AskAsync(Session session) => Agent(Call(("r", "refund", "5"))).RunAsync("refund it", session);

    private Agent Agent(params Step[] steps) => new(new ScriptedChatClient(steps)) { Name = "till", Tools = [Refund], ApprovalExpiry = Hour };

    private AIFunction Refund => new ApprovalRequiredAIFunction(AgentTool.Create(
        (string value) =>
        {
            _ran.Add(value);
            return value;
        },
        "refund"));

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s", "ada"), new OpenSessionOptions { TimeProvider = _time });

    private async Task<IReadOnlyList<(string? Subject, string Decision)>> AnswersAsync(Session session) =>
        [.. (await _store.ReadAsync(session.Key, LogRead.All() with { Kinds = [EntryKind.ApprovalAnswer], Limit = 100 })).Entries.Select(entry => (entry.Subject, ((ApprovalAnswerBody)entry.Decode(session.Key)).Decision.ToString().ToLowerInvariant()))];
}
