using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>An answer counts once, for the call that was recorded, on the branch where it was asked.</summary>
public sealed class AnswerTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly Till _till = new();

    [Fact]
    public async Task An_answer_counts_once()
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session)).Approvals[0];
        await session.Approvals.RefuseAsync(approval, "too much", by: "ann");
        var tip = session.Record.Tip;

        var again = await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(approval));
        await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.RefuseAsync(approval));

        Assert.Equal((ApprovalDecision.Refused, "ann", approval), (again.Decision, again.By, again.Approval));
        Assert.Equal(tip, (await session.RefreshAsync()).Tip);
    }

    [Fact]
    public async Task An_answer_counts_once_also_after_the_turn_went_on()
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session)).Approvals[0];
        await session.Approvals.ApproveAsync(approval);
        await _till.Agent(new ScriptedChatClient(Say("ok"))).ResumeAsync(session);

        await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(approval));
    }

    [Fact]
    public async Task Of_many_answers_at_once_one_wins()
    {
        var approval = (await Till.AskAsync(await OpenAsync())).Approvals[0];

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                var session = await OpenAsync();
                await (i % 2 == 0 ? session.Approvals.ApproveAsync(approval) : session.Approvals.RefuseAsync(approval));
                return true;
            }
            catch (ApprovalAnsweredException)
            {
                return false;
            }
        })));

        Assert.Single(outcomes, won => won);
    }

    [Theory]
    [InlineData("arguments")]
    [InlineData("no arguments")]
    [InlineData("tool")]
    [InlineData("call")]
    [InlineData("position")]
    [InlineData("session")]
    [InlineData("branch")]
    public async Task A_forged_answer_is_refused_and_changes_nothing(string forged)
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session)).Approvals[0];
        var tip = session.Record.Tip;

        var made = forged switch
        {
            "arguments" => approval with { Arguments = JsonElement.Parse("{\"value\":\"5000\"}") },
            "no arguments" => approval with { Arguments = null },
            "tool" => approval with { Tool = "look" },
            "call" => approval with { CallId = "other" },
            "position" => approval with { Position = approval.Position.Previous },
            "session" => approval with { Session = new SessionKey("other") },
            _ => approval with { Branch = "other" },
        };

        var refused = await Assert.ThrowsAsync<ApprovalNotFoundException>(() => session.Approvals.ApproveAsync(made));

        Assert.Equal((session.Key, made.Id.Value), (refused.Key, refused.Approval));
        Assert.Equal(tip, (await session.RefreshAsync()).Tip);
        Assert.Single(await session.Approvals.ListAsync());
    }

    [Fact]
    public async Task An_approval_read_from_json_is_the_one_that_was_written()
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session)).Approvals[0];

        await session.Approvals.ApproveAsync(approval with { Arguments = JsonElement.Parse("{ \"value\" : \"5\" }") });

        Assert.Empty(await session.Approvals.ListAsync());
    }

    [Theory]
    [InlineData(null, "{}")]
    [InlineData("{}", null)]
    public async Task No_arguments_are_not_empty_arguments(string? asked, string? answered)
    {
        var session = await OpenAsync();
        var call = new FunctionCallContent("r", "refund", asked is null ? null : new Dictionary<string, object?>());
        await _till.Agent(new ScriptedChatClient((_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [call]))))).RunAsync("go", session);
        var approval = Assert.Single(await session.Approvals.ListAsync());

        Assert.Equal(asked, approval.Arguments?.GetRawText());
        await Assert.ThrowsAsync<ApprovalNotFoundException>(() => session.Approvals.ApproveAsync(approval with { Arguments = answered is null ? null : JsonElement.Parse(answered) }));

        await session.Approvals.ApproveAsync(approval, RememberApproval.Call);
        Assert.Equal(asked, Assert.Single(await session.Approvals.ListRememberedAsync()).Arguments?.GetRawText());
    }

    [Fact]
    public async Task A_fork_inherits_no_approval_and_its_resume_asks_anew()
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session)).Approvals[0];

        var fork = await session.Branches.ForkAsync("what-if");
        await session.Approvals.ApproveAsync(approval);
        var answered = await session.Branches.ForkAsync("what-if-approved");

        foreach (var branch in new[] { fork, answered })
        {
            Assert.Empty(await branch.Approvals.ListAsync());
            await Assert.ThrowsAsync<ApprovalNotFoundException>(() => branch.Approvals.ApproveAsync(approval));
            var waiting = await _till.Agent(new ScriptedChatClient()).ResumeAsync(branch);
            Assert.Equal((TurnStatus.Waiting, branch.Branch), (waiting!.Status, Assert.Single(waiting.Approvals).Branch));
        }

        Assert.Empty(_till.Done);
        await answered.Approvals.ApproveAsync((await answered.Approvals.ListAsync())[0]);
        await _till.Agent(new ScriptedChatClient(Say("on the fork"))).ResumeAsync(answered);
        Assert.Equal(["refunded 5"], _till.Done);
        await _till.Agent(new ScriptedChatClient(Say("on main"))).ResumeAsync(session);
        Assert.Equal(["refunded 5", "refunded 5"], _till.Done);
    }

    [Fact]
    public async Task A_turn_that_was_taken_back_is_not_answerable_until_it_is_brought_back()
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session)).Approvals[0];

        await session.UndoTurnAsync();
        Assert.Empty(await session.Approvals.ListAsync());
        await Assert.ThrowsAsync<ApprovalNotFoundException>(() => session.Approvals.ApproveAsync(approval));
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);

        await session.RedoAsync();
        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        await session.Approvals.ApproveAsync(approval);
        await session.ClearAsync();
        Assert.Null(await _till.Agent(new ScriptedChatClient()).ResumeAsync(session));
        Assert.Empty(_till.Done);
    }

    [Fact]
    public async Task A_closed_session_is_not_answerable_until_it_is_open_again()
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session)).Approvals[0];
        await session.CloseAsync();

        await Assert.ThrowsAsync<SessionClosedException>(() => session.Approvals.ApproveAsync(approval));
        await session.ReopenAsync();

        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        Assert.Empty(await session.Approvals.ApproveAsync(approval));
    }

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));
}
