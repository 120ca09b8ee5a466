using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>Calls that wait behind newer turns, and heads that move, branches, retention and processes that die.</summary>
public sealed class KeptHeadTests
{
    private const string Unknown = "No result of this call was recorded: it was cut off before it returned. Whether it took effect is unknown; check before you repeat it.";

    private readonly FakeTimeProvider _time = new();
    private readonly InMemorySessionStore _store;
    private readonly Till _till = new();

    public KeptHeadTests() => _store = new InMemorySessionStore(_time);

    [Fact]
    public async Task An_undo_of_the_new_input_leaves_the_call_waiting_and_its_answer_given()
    {
        var session = await AskAndGoOnAsync();
        var approval = (await session.Approvals.ListAsync())[0];
        await session.Approvals.ApproveAsync(approval);

        await session.UndoTurnAsync();

        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        Assert.Empty(await session.Approvals.ListAsync());
        await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.RefuseAsync(approval));
        Assert.Equal("Refunded.", (await Agent(Say("Refunded.")).ResumeAsync(session))!.Text);
        Assert.Equal(["refunded 5"], _till.Done);
    }

    [Fact]
    public async Task An_undo_of_the_turn_that_waits_takes_it_away_and_a_redo_brings_it_back()
    {
        var session = await AskAndGoOnAsync();
        await session.UndoTurnAsync();
        await session.UndoTurnAsync();
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
        Assert.Empty(await session.Approvals.ListAsync());

        await session.RedoAsync();
        await session.RedoAsync();

        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        await session.Approvals.ApproveAsync(Assert.Single(await session.Approvals.ListAsync()));
        Assert.Equal("Refunded.", (await Agent(Say("Refunded.")).ResumeAsync(session))!.Text);
    }

    [Theory]
    [InlineData("undo")]
    [InlineData("undo, undo")]
    [InlineData("undo, undo, pop")]
    [InlineData("undo, redo")]
    [InlineData("undo, redo, undo, undo, pop, set")]
    [InlineData("pop, pop")]
    [InlineData("edit 2")]
    [InlineData("retry")]
    [InlineData("clear, redo, undo, undo")]
    [InlineData("undo, undo, pop, say, undo")]
    public async Task Whatever_is_taken_back_a_call_does_not_run_again_on_one_approval(string steps)
    {
        var session = await AskAndGoOnAsync();
        var approval = (await session.Approvals.ListAsync())[0];
        await session.Approvals.ApproveAsync(approval, by: "ann");
        await Agent(Say("Refunded.")).ResumeAsync(session);

        foreach (var step in steps.Split(", "))
        {
            await (step switch
            {
                "undo" => session.UndoTurnAsync(),
                "redo" => session.RedoAsync(),
                "pop" => session.PopAsync(),
                "clear" => session.ClearAsync(),
                "set" => session.State.SetAsync("k", 1),
                "say" => Agent(Say("ok")).RunAsync("and?", session),
                "retry" => Agent(Say("Refunded, as I said.")).RetryTurnAsync(session),
                _ => (Task)Agent(Say("Hm.")).EditAndResendAsync("hm", session, turnNumber: 2),
            });
            Assert.Empty(await session.Approvals.ListAsync());
            Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
            Assert.Equal("ann", (await Assert.ThrowsAsync<ApprovalAnsweredException>(() => session.Approvals.ApproveAsync(approval.Id))).By);
            Assert.Null(await Agent().ResumeAsync(session));
        }

        var model = new ScriptedChatClient(Say("Hello."));
        await _till.Agent(model).RunAsync("hello", session);
        Assert.DoesNotContain("was not run", Transcript.Of(model.Requests[0].Messages), StringComparison.Ordinal);
        Assert.Equal(["refunded 5"], _till.Done);
    }

    [Fact]
    public async Task A_retry_of_the_turn_that_tells_tells_it_again()
    {
        var session = await AskAndGoOnAsync();
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        await Agent(Say("Refunded.")).ResumeAsync(session);

        var model = new ScriptedChatClient(Say("It is refunded."));
        await _till.Agent(model).RetryTurnAsync(session);

        Assert.EndsWith("refund({\"value\":\"5\"}): refunded 5", model.Requests[0].Messages[^1].Text, StringComparison.Ordinal);
        Assert.Equal((await session.Turns.GetAsync(1)).Start, (await session.Turns.GetAsync(3)).OutcomeOf);
        Assert.Equal(["refunded 5"], _till.Done);
    }

    [Fact]
    public async Task A_pop_of_the_placeholders_lets_the_same_turn_go_on()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await Till.AskAsync(session, ("a", "refund", "1"), ("b", "refund", "2"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        await session.PopAsync();
        Assert.Equal(2, (await session.Approvals.ListAsync()).Count);

        Assert.Equal(2, (await session.PopAsync()).Count);
        foreach (var approval in await session.Approvals.ListAsync())
            await session.Approvals.ApproveAsync(approval);
        var answer = await Agent(Say("Refunded.")).ResumeAsync(session);

        Assert.Equal(("Refunded.", 1), (answer!.Text, answer.TurnNumber));
        Assert.Equal("user: refund it\nassistant: refund#a(1) refund#b(2)\ntool: #a=refunded 1\ntool: #b=refunded 2\nassistant: Refunded.", await Transcript.OfAsync(session));
    }

    [Fact]
    public async Task An_answer_that_was_given_behind_newer_turns_counts_when_they_are_taken_back()
    {
        var session = await AskAndGoOnAsync();
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        await session.UndoTurnAsync();
        await session.PopAsync();

        var answer = await Agent(Say("Refunded.")).ResumeAsync(session);

        Assert.Equal(("Refunded.", 1), (answer!.Text, answer.TurnNumber));
        Assert.Equal(["refunded 5"], _till.Done);
    }

    [Fact]
    public async Task What_is_added_behind_a_turn_that_waits_does_not_have_it_wait_again_once_its_outcome_is_taken_back()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await Till.AskAsync(session);
        await session.AddAsync(new ChatMessage(ChatRole.Assistant, "One moment."));
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        await Agent(Say("Refunded.")).ResumeAsync(session);

        await session.UndoTurnAsync();

        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
        Assert.Null(await Agent().ResumeAsync(session));
        await session.PopAsync();
        await session.PopAsync();
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
        Assert.Null(await Agent().ResumeAsync(session));
        Assert.Equal(["refunded 5"], _till.Done);
    }

    [Fact]
    public async Task A_clear_leaves_nothing_waiting()
    {
        var session = await AskAndGoOnAsync();

        await session.ClearAsync();

        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
        Assert.Empty(await session.Approvals.ListAsync());
    }

    [Fact]
    public async Task A_retry_of_the_new_input_leaves_the_call_waiting_and_an_edit_of_its_own_turn_asks_anew()
    {
        var session = await AskAndGoOnAsync();
        var approval = (await session.Approvals.ListAsync())[0];

        await Agent(Say("Hi again.")).RetryTurnAsync(session);
        Assert.Equal([approval.Id], (await session.Approvals.ListAsync()).Select(waiting => waiting.Id));
        await Agent(Call(("q", "refund", "6"))).EditAndResendAsync("refund 6", session, turnNumber: 1);

        Assert.Equal("q", Assert.Single(await session.Approvals.ListAsync()).CallId);
        await Assert.ThrowsAsync<ApprovalNotFoundException>(() => session.Approvals.ApproveAsync(approval.Id));
    }

    [Fact]
    public async Task A_fork_keeps_the_placeholder_and_cannot_answer()
    {
        var session = await AskAndGoOnAsync();
        var approval = (await session.Approvals.ListAsync())[0];

        var fork = await session.Branches.ForkAsync("f");
        Assert.Empty(await fork.Approvals.ListAsync());
        await Assert.ThrowsAsync<ApprovalNotFoundException>(() => fork.Approvals.ApproveAsync(approval));
        Assert.Null(await Agent().ResumeAsync(fork));
        Assert.Equal(TurnStatus.Cancelled, (await fork.Turns.GetAsync(1)).Status);
        await fork.Approvals.ApproveAsync(approval.Id);

        Assert.Null(await Agent().ResumeAsync(fork));
        Assert.Equal("Refunded.", (await Agent(Say("Refunded.")).ResumeAsync(session))!.Text);
        Assert.Equal(2, await fork.Turns.CountAsync());
        Assert.Equal(["refunded 5"], _till.Done);
    }

    [Fact]
    public async Task A_prune_keeps_the_turn_that_waits_and_what_tells_of_it()
    {
        var session = await AskAndGoOnAsync();
        await Agent(Say("Fine.")).RunAsync("and you?", session);
        await Agent(Say("Fine.")).RunAsync("and they?", session);

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));
        Assert.Equal(["refund it", "", "and they?", "Fine."], (await session.GetItemsAsync()).Where(item => item.Role != ChatRole.Tool).Select(item => item.Text));
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        Assert.Equal("Refunded.", (await Agent(Say("Refunded.")).ResumeAsync(session))!.Text);

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(2));
        Assert.Equal(["Refunded."], (await session.GetItemsAsync()).Where(item => item.Role == ChatRole.Assistant).Select(item => item.Text));
        Assert.Equal(["refunded 5"], _till.Done);
    }

    [Fact]
    public async Task A_prune_keeps_an_answer_that_was_given_behind_newer_turns()
    {
        var session = await AskAndGoOnAsync();
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        await Agent(Say("Fine.")).RunAsync("and you?", session);

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(1));

        Assert.Empty(await session.Approvals.ListAsync());
        Assert.Equal("Refunded.", (await Agent(Say("Refunded.")).ResumeAsync(session))!.Text);
        Assert.Equal(["refunded 5"], _till.Done);
    }

    [Fact]
    public async Task A_prune_keeps_what_a_turn_that_was_cut_off_has_yet_to_tell()
    {
        var session = await AskAndGoOnAsync();
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        var dying = new DyingStore(_store, commitsToLive: 1, diesAfterCommitting: false);
        await Assert.ThrowsAsync<ProcessDiedException>(async () => await Agent(Say("Refunded.")).ResumeAsync(await dying.OpenAsync(new SessionKey("s"))));
        _time.Advance(TimeSpan.FromMinutes(2));

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(1));

        Assert.Equal("Hm.", (await Agent(Say("Hm.")).ResumeAsync(session))!.Text);
        Assert.Contains("refund({\"value\":\"5\"}): No result of this call was recorded", Assert.Single(await session.GetItemsAsync(), item => item.OutcomeOf is not null).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_session_waits_on_when_it_is_open_again()
    {
        var session = await AskAndGoOnAsync();
        await session.CloseAsync();
        Assert.Equal(SessionActivity.Closed, (await session.RefreshAsync()).Activity);

        await session.ReopenAsync();

        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        Assert.Single(await session.Approvals.ListAsync());
    }

    public static TheoryData<int, bool> Deaths
    {
        get
        {
            var deaths = new TheoryData<int, bool>();
            for (var commits = 0; commits < 6; commits++)
            {
                deaths.Add(commits, false);
                deaths.Add(commits, true);
            }

            return deaths;
        }
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task A_process_that_dies_on_the_way_to_the_outcome_costs_no_second_run(int commits, bool afterCommitting)
    {
        var session = await AskAndGoOnAsync();
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        var dying = new DyingStore(_store, commits, afterCommitting);
        try
        {
            await Agent(Say("Refunded.")).ResumeAsync(await dying.OpenAsync(new SessionKey("s")));
        }
        catch (ProcessDiedException)
        {
            _time.Advance(TimeSpan.FromMinutes(2));
        }

        while (await Agent(Say("Refunded."), Say("Refunded.")).ResumeAsync(await _store.OpenAsync(new SessionKey("s"))) is { } answer)
            Assert.Equal(TurnStatus.Completed, answer.Status);

        var outcomes = (await session.GetItemsAsync()).Where(item => item.OutcomeOf is not null).Select(item => item.Text).ToList();
        Assert.True(_till.Done.Count <= 1, string.Join(", ", _till.Done));
        Assert.True(Assert.Single(outcomes).EndsWith("refunded 5", StringComparison.Ordinal) ? _till.Done.Count == 1 : outcomes[0].Contains("No result of this call was recorded", StringComparison.Ordinal), outcomes[0]);
        Assert.Equal(SessionActivity.Idle, (await session.RefreshAsync()).Activity);
        Assert.Equal(3, await session.Turns.CountAsync());
    }

    [Theory]
    [InlineData("run")]
    [InlineData("add")]
    public async Task New_input_after_a_process_died_on_the_way_has_the_model_told_what_is_not_known(string how)
    {
        var session = await AskAndGoOnAsync();
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0]);
        var dying = new DyingStore(_store, commitsToLive: 1, diesAfterCommitting: false);
        await Assert.ThrowsAsync<ProcessDiedException>(async () => await Agent(Say("Refunded.")).ResumeAsync(await dying.OpenAsync(new SessionKey("s"))));
        _time.Advance(TimeSpan.FromMinutes(2));

        if (how == "run")
            await Agent(Say("Hm.")).RunAsync("and?", session);
        else
            await session.AddAsync(new ChatMessage(ChatRole.User, "and?"));

        Assert.Contains("No result of this call was recorded", Assert.Single(await session.GetItemsAsync(), item => item.OutcomeOf is not null).Text, StringComparison.Ordinal);
        Assert.Null(await Agent().ResumeAsync(session));
        Assert.Equal(["refunded 5"], _till.Done);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("add")]
    public async Task New_input_after_a_process_died_between_calls_tells_each_once_and_has_those_behind_wait_on(string how)
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await Till.AskAsync(session, ("a", "refund", "1"), ("b", "refund", "2"), ("c", "refund", "3"));
        await Agent(Say("Hi.")).RunAsync("hello", session);
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0], RememberApproval.Tool);
        var dying = new DyingStore(_store, commitsToLive: 2, diesAfterCommitting: false);
        await Assert.ThrowsAsync<ProcessDiedException>(async () => await Agent(Say("Refunded.")).ResumeAsync(await dying.OpenAsync(new SessionKey("s"))));
        _time.Advance(TimeSpan.FromMinutes(2));

        if (how == "run")
            await Agent(Say("Hm.")).RunAsync("and?", session);
        else
            await session.AddAsync(new ChatMessage(ChatRole.User, "and?"));

        Assert.Equal(["refunded 1", Unknown], await OutcomesAsync(session));
        Assert.Equal(SessionActivity.Waiting, (await session.RefreshAsync()).Activity);
        Assert.Equal("Refunded 3.", (await Agent(Say("Refunded 3.")).ResumeAsync(session))!.Text);
        Assert.Equal(["refunded 1", Unknown, "refunded 3"], await OutcomesAsync(session));
        Assert.Equal(["refunded 1", "refunded 2", "refunded 3"], _till.Done);
        Assert.Null(await Agent().ResumeAsync(session));
    }

    private static async Task<List<string>> OutcomesAsync(Session session) =>
        [.. (await session.GetItemsAsync()).Where(item => item.OutcomeOf is not null).Select(item => item.Text[(item.Text.IndexOf("}): ", StringComparison.Ordinal) + 4)..])];

    private Agent Agent(params Step[] steps) => _till.Agent(new ScriptedChatClient(steps));

    /// <summary>Has a refund wait, and the user go on to something else.</summary>
    private async Task<Session> AskAndGoOnAsync()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await Till.AskAsync(session);
        await Agent(Say("Hi.")).RunAsync("hello", session);
        return session;
    }
}
