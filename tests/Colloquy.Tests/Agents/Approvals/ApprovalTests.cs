using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>A turn that waits for a person, and goes on.</summary>
public sealed class ApprovalTests
{
    private const string Refused = "Error: this call was not run. A person refused it, and said why: too much";

    private readonly InMemorySessionStore _store = new();
    private readonly Till _till = new();

    [Fact]
    public async Task A_call_that_needs_a_person_waits_while_the_others_run()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("l1", "look", "1"), ("r", "refund", "5"), ("l2", "look", "2")));

        var answer = await _till.Agent(model).RunAsync("refund it", session);

        Assert.Equal((TurnStatus.Waiting, ""), (answer.Status, answer.Text));
        Assert.Equal("refund({\"value\":\"5\"})", Assert.Single(answer.Approvals).ToString());
        Assert.Equal(["saw 1", "saw 2"], _till.Done);
        Assert.Equal("user: refund it\nassistant: look#l1(1) refund#r(5) look#l2(2)\ntool: #l1=saw 1\ntool: #l2=saw 2", await Transcript.OfAsync(session));
        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        Assert.Null(session.Record.LeasedUntil);
        Assert.Equal(TurnStatus.Waiting, (await session.Turns.GetAsync(1)).Status);
    }

    [Fact]
    public async Task What_waits_is_listed_as_it_was_recorded()
    {
        var asked = await Till.AskAsync(await OpenAsync());

        var listed = Assert.Single(await (await OpenAsync()).Approvals.ListAsync());

        Assert.Equal(asked.Approvals[0] with { Arguments = null }, listed with { Arguments = null });
        Assert.Equal((new SessionKey("s"), "main", 1, "till", "r", "refund"), (listed.Session, listed.Branch, listed.TurnNumber, listed.Agent, listed.CallId, listed.Tool));
        Assert.Equal("{\"value\":\"5\"}", listed.Arguments?.GetRawText());
    }

    [Fact]
    public async Task An_approved_call_runs_once_and_the_same_turn_goes_on()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session);

        var left = await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0], by: "ann");
        Assert.Equal(TurnStatus.Waiting, (await session.Turns.GetAsync(1)).Status);
        var model = new ScriptedChatClient(Say("Refunded."));
        var answer = await _till.Agent(model).ResumeAsync(session);

        Assert.Empty(left);
        Assert.Equal((TurnStatus.Completed, "Refunded.", 1), (answer!.Status, answer.Text, answer.TurnNumber));
        Assert.Equal(["refunded 5"], _till.Done);
        Assert.Equal("user: refund it\nassistant: refund#r(5)\ntool: #r=refunded 5", Transcript.Of(model.Requests[0].Messages));
        var turn = Assert.Single(await session.Turns.ReadAsync().ToListAsync());
        Assert.Equal((TurnStatus.Completed, 2L, 30L), (turn.Status, turn.Usage.Calls, turn.Usage.TotalTokens));
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
        Assert.Null(await _till.Agent(model).ResumeAsync(session));
        Assert.Equal("assistant: Refunded.", Transcript.Of((await session.Turns.GetContentsAsync(1)).Items[^1].Message));
    }

    [Fact]
    public async Task A_refused_call_does_not_run_and_the_model_is_told_why()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session);

        await session.Approvals.RefuseAsync((await session.Approvals.ListAsync())[0], "too much");
        var model = new ScriptedChatClient(Say("Sorry."));
        var answer = await _till.Agent(model).ResumeAsync(session);

        Assert.Equal($"tool: #r={Refused}", Transcript.Of(model.Requests[0].Messages[^1]));
        Assert.Equal(Refused, answer!.ToolCalls.Single().Error);
        Assert.Empty(_till.Done);
    }

    [Fact]
    public async Task A_turn_waits_until_all_are_answered_and_a_resume_before_that_changes_nothing()
    {
        var session = await OpenAsync();
        var asked = await Till.AskAsync(session, ("a", "refund", "1"), ("b", "refund", "2"));
        var left = await session.Approvals.ApproveAsync(asked.Approvals[1]);
        var tip = session.Record.Tip;

        var waiting = await _till.Agent(new ScriptedChatClient()).ResumeAsync(session);

        Assert.Equal(["a"], left.Select(approval => approval.CallId));
        Assert.Equal(TurnStatus.Waiting, waiting!.Status);
        Assert.Equal(["a"], waiting.Approvals.Select(approval => approval.CallId));
        Assert.Equal(tip, (await session.RefreshAsync()).Tip);
        Assert.Empty(_till.Done);

        await session.Approvals.RefuseAsync(waiting.Approvals[0]);
        var model = new ScriptedChatClient(Say("One of two."));
        await _till.Agent(model).ResumeAsync(session);

        Assert.Equal(["refunded 2"], _till.Done);
        Assert.Equal("tool: #a=Error: this call was not run. A person refused it, and gave no reason.\ntool: #b=refunded 2", Transcript.Of(model.Requests[0].Messages.TakeLast(2)));
    }

    [Fact]
    public async Task A_turn_can_wait_again_and_again()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session);

        for (var i = 6; i < 9; i++)
        {
            await session.Approvals.ApproveAsync(Assert.Single(await session.Approvals.ListAsync()));
            var again = await _till.Agent(new ScriptedChatClient(Call(("r", "refund", $"{i}")))).ResumeAsync(session);
            Assert.Equal(TurnStatus.Waiting, again!.Status);
        }

        await session.Approvals.RefuseAsync(Assert.Single(await session.Approvals.ListAsync()), "too much");
        var model = new ScriptedChatClient(Say("Enough."));
        await _till.Agent(model).ResumeAsync(session);

        Assert.Equal(["refunded 5", "refunded 6", "refunded 7"], _till.Done);
        Assert.Equal(["refunded 5", "refunded 6", "refunded 7", Refused], model.Requests[0].Messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>()).Select(result => result.Result?.ToString()));
        Assert.Equal([TurnStatus.Completed], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
    }

    [Fact]
    public async Task A_stream_tells_what_waits_before_its_end()
    {
        var session = await OpenAsync();
        var model = new ScriptedChatClient(Call(("r", "refund", "5")), Say("Refunded."));

        var updates = await _till.Agent(model).RunStreamingAsync("refund it", session).ToListAsync();
        var approval = Assert.IsType<ApprovalRequestedUpdate>(updates[^2]).Approval;
        await session.Approvals.ApproveAsync(approval);
        var resumed = await _till.Agent(model).ResumeStreamingAsync(session).ToListAsync();

        Assert.Equal([approval], Assert.IsType<AnswerUpdate>(updates[^1]).Answer.Approvals);
        Assert.Equal("refunded 5", Assert.Single(resumed.OfType<ToolCallUpdate>(), update => update.IsFinished).Call.Result?.ToString());
        Assert.Equal("Refunded. ", string.Concat(resumed.Select(update => update.Text)));
    }

    [Fact]
    public async Task With_durability_turn_a_turn_waits_as_well()
    {
        var session = await OpenAsync();
        await _till.Agent(new ScriptedChatClient(Call(("r", "refund", "5")))).RunAsync("refund it", session, new RunOptions { Durability = Durability.Turn });

        await session.Approvals.ApproveAsync(Assert.Single(await session.Approvals.ListAsync()));
        await _till.Agent(new ScriptedChatClient(Say("Refunded."))).ResumeAsync(session, new RunOptions { Durability = Durability.Turn });

        Assert.Equal(["refunded 5"], _till.Done);
    }

    [Fact]
    public async Task The_state_that_a_tool_wrote_before_the_turn_waited_is_there_when_it_goes_on()
    {
        var session = await OpenAsync();
        var agent = new Agent(new ScriptedChatClient(Call(("n", "note", "x"), ("r", "pay", "5")), Say("Done.")))
        {
            Tools = [AgentTool.Create((string value, RunContext run) => run.State.SetAsync("note", value), "note"), AgentTool.Create(async (string value, RunContext run) => await run.State.GetAsync<string>("note"), "pay")],
            Approvals = [ApprovalRule.Always("pay")],
        };

        await agent.RunAsync("go", session);
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        var answer = await agent.ResumeAsync(session);

        Assert.Equal("x", answer!.ToolCalls[1].Result?.ToString());
    }

    [Fact]
    public async Task A_run_without_a_session_asks_nobody_and_tells_the_model()
    {
        var model = new ScriptedChatClient(Call(("r", "refund", "5")), Say("Not allowed."));

        var answer = await _till.Agent(model).RunAsync("refund it");

        Assert.Equal((TurnStatus.Completed, "Not allowed."), (answer.Status, answer.Text));
        Assert.Equal("tool: #r=Error: this tool needs a person's approval, and nobody can be asked in a run without a session.", Transcript.Of(model.Requests[1].Messages[^1]));
        Assert.Empty(_till.Done);
    }

    [Fact]
    public async Task A_call_with_malformed_arguments_is_nobodys_to_approve()
    {
        var broken = new FunctionCallContent("r", "refund") { Exception = new System.Text.Json.JsonException("unexpected end") };
        var model = new ScriptedChatClient((_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [broken]))), Say("Again."));

        var answer = await _till.Agent(model).RunAsync("refund it", await OpenAsync());

        Assert.Equal("Error: the arguments could not be read (unexpected end). Send them again as valid JSON.", answer.ToolCalls.Single().Result);
        Assert.Empty(_till.Done);
    }

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));
}
