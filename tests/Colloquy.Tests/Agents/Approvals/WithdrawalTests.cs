using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>What becomes of a turn that waits when the conversation goes on without it.</summary>
public sealed class WithdrawalTests
{
    private const string Withdrawn = "Error: this call was not run. It waited for a person's approval, and the conversation went on without it.";

    private readonly InMemorySessionStore _store = new();
    private readonly Till _till = new();

    public static TheoryData<string> WaysToGoOn => ["run", "chat client", "add"];

    [Theory]
    [MemberData(nameof(WaysToGoOn))]
    public async Task Input_that_withdraws_withdraws_what_waits_and_the_history_stays_whole(string how)
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session, ("l", "look", "1"), ("r", "refund", "5"))).Approvals[0];

        await GoOnAsync(session, how);

        Assert.Equal(
            $"user: refund it\nassistant: look#l(1) refund#r(5)\ntool: #l=saw 1\ntool: #r={Withdrawn}\nuser: never mind\nassistant: Fine.",
            await Transcript.OfAsync(session));
        Assert.Equal([TurnStatus.Completed, TurnStatus.Cancelled], await session.Turns.ReadAsync().Select(turn => turn.Status).ToListAsync());
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
        Assert.Empty(await session.Approvals.ListAsync());
        Assert.Equal(ApprovalDecision.Withdrawn, (await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(approval))).Decision);
        Assert.Null(await _till.Agent(new ScriptedChatClient()).ResumeAsync(session));
        Assert.Empty(_till.Done);
    }

    [Fact]
    public async Task The_model_is_shown_that_the_call_was_not_run()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session);
        var model = new ScriptedChatClient(Say("Fine."));

        await _till.Agent(model).RunAsync("never mind", session, new RunOptions { WhenWaiting = WhenWaiting.Withdraw });

        Assert.Equal($"user: refund it\nassistant: refund#r(5)\ntool: #r={Withdrawn}\nuser: never mind", Transcript.Of(model.Requests[0].Messages));
    }

    [Theory]
    [MemberData(nameof(WaysToGoOn))]
    public async Task What_is_approved_is_kept_and_the_rest_is_withdrawn(string how)
    {
        var session = await OpenAsync();
        var asked = await Till.AskAsync(session, ("a", "refund", "1"), ("b", "refund", "2"), ("c", "refund", "3"));
        await session.Approvals.ApproveAsync(asked.Approvals[0]);
        await session.Approvals.RefuseAsync(asked.Approvals[1], "too much");

        await GoOnAsync(session, how);

        var results = (await session.GetItemsAsync()).SelectMany(item => item.Message.Contents.OfType<FunctionResultContent>()).Select(result => result.Result?.ToString());
        Assert.Equal(["Error: this call was not run. A person refused it, and said why: too much", Withdrawn, "This call has not run yet: a person approved it just now. What comes of it follows in a later message. Do not make the call again meanwhile."], results);
        Assert.Equal(ApprovalDecision.Withdrawn, (await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(asked.Approvals[2]))).Decision);
        Assert.Empty(_till.Done);
        var told = await _till.Agent(new ScriptedChatClient(Say("Refunded 1."))).ResumeAsync(session);
        Assert.Equal(["refunded 1"], _till.Done);
        Assert.Equal(("Refunded 1.", 3), (told!.Text, told.TurnNumber));
        Assert.Null(await _till.Agent(new ScriptedChatClient()).ResumeAsync(session));
    }

    [Theory]
    [MemberData(nameof(WaysToGoOn))]
    public async Task On_a_fork_new_input_gives_the_calls_a_result_and_leaves_the_branch_that_waits_alone(string how)
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session)).Approvals[0];
        var fork = await session.Branches.ForkAsync("other");

        await GoOnAsync(fork, how);

        Assert.Equal($"user: refund it\nassistant: refund#r(5)\ntool: #r={Withdrawn}\nuser: never mind\nassistant: Fine.", await Transcript.OfAsync(fork));
        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        Assert.Equal([approval.Position], (await session.Approvals.ListAsync()).Select(waiting => waiting.Position));
        await session.Approvals.ApproveAsync(approval);
        Assert.Equal("Refunded.", (await _till.Agent(new ScriptedChatClient(Say("Refunded."))).ResumeAsync(session))!.Text);
    }

    [Fact]
    public async Task Work_on_another_branch_leaves_a_session_waiting_whose_branch_waits()
    {
        var session = await OpenAsync();
        await session.AddAsync([new(ChatRole.User, "hello"), new(ChatRole.Assistant, "hi")]);
        var other = await session.Branches.ForkAsync("other");
        await Till.AskAsync(session);

        foreach (var work in new Func<Task>[]
        {
            () => _till.Agent(new ScriptedChatClient(Say("ok"))).RunAsync("go", other),
            () => _till.Agent(new ScriptedChatClient(Say("ok"))).RetryTurnAsync(other),
            () => other.UndoTurnAsync(),
            () => other.RedoAsync(),
            () => other.ClearAsync(),
            () => other.AddAsync(new ChatMessage(ChatRole.User, "and")),
            () => session.Branches.SwitchToAsync("other"),
        })
        {
            await work();
            Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        }

        var main = await session.Branches.OpenAsync("main");
        await main.Approvals.ApproveAsync((await main.Approvals.ListAsync())[0]);
        await _till.Agent(new ScriptedChatClient(Say("ok"))).ResumeAsync(main);
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
    }

    [Fact]
    public async Task A_retry_of_a_turn_that_waits_asks_anew()
    {
        var session = await OpenAsync();
        var before = (await Till.AskAsync(session)).Approvals[0];

        var again = await _till.Agent(new ScriptedChatClient(Call(("r", "refund", "5")))).RetryTurnAsync(session);

        Assert.NotEqual(before.Position, Assert.Single(again.Approvals).Position);
        await Assert.ThrowsAsync<ApprovalNotFoundException>(() => session.Approvals.ApproveAsync(before));
        Assert.Equal(1, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task A_pop_takes_the_waiting_call_away()
    {
        var session = await OpenAsync();
        await Till.AskAsync(session);

        await session.PopAsync();

        Assert.Empty(await session.Approvals.ListAsync());
        Assert.Equal("user: refund it", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task State_that_is_written_while_a_turn_waits_does_not_hide_it()
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session)).Approvals[0];
        await session.State.SetAsync("seen", true);
        await session.Window.PinAsync((await session.GetItemsAsync())[0].Position);
        await session.SetTitleAsync("a refund");

        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        Assert.Single(await session.Approvals.ListAsync());
        await session.Approvals.ApproveAsync(approval);
        Assert.Equal(TurnStatus.Completed, (await _till.Agent(new ScriptedChatClient(Say("ok"))).ResumeAsync(session))!.Status);
    }

    private async Task GoOnAsync(Session session, string how)
    {
        var input = new ChatMessage(ChatRole.User, "never mind");
        switch (how)
        {
            case "run":
                await _till.Agent(new ScriptedChatClient(Say("Fine."))).RunAsync([input], session, new RunOptions { WhenWaiting = WhenWaiting.Withdraw });
                break;
            case "chat client":
                await new SessionChatClient(new ScriptedChatClient(Say("Fine.")), session) { WhenWaiting = WhenWaiting.Withdraw }.GetResponseAsync([input]);
                break;
            default:
                await session.AddAsync([input, new ChatMessage(ChatRole.Assistant, "Fine.")], WhenWaiting.Withdraw);
                break;
        }
    }

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));
}
