using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests.Approvals;

/// <summary>Answers that are remembered.</summary>
public sealed class RememberedTests
{
    private readonly InMemorySessionStore _store = new();
    private readonly Till _till = new();

    [Theory]
    [InlineData(RememberApproval.Nothing, "5", true)]
    [InlineData(RememberApproval.Tool, "5", false)]
    [InlineData(RememberApproval.Tool, "6", false)]
    [InlineData(RememberApproval.Call, "5", false)]
    [InlineData(RememberApproval.Call, "6", true)]
    public async Task An_answer_decides_later_calls_as_far_as_it_was_to_be_remembered(RememberApproval remember, string later, bool asks)
    {
        var session = await OpenAsync();
        var approval = (await Till.AskAsync(session)).Approvals[0];
        await session.Approvals.ApproveAsync(approval, remember, by: "ann");

        var answer = await _till.Agent(new ScriptedChatClient(Call(("r2", "refund", later)), Say("ok"))).ResumeAsync(session);

        Assert.Equal(asks ? TurnStatus.Waiting : TurnStatus.Completed, answer!.Status);
        Assert.Equal(asks ? ["refunded 5"] : ["refunded 5", $"refunded {later}"], _till.Done);
    }

    [Fact]
    public async Task The_log_says_who_decided_what_was_decided_by_memory()
    {
        var session = await OpenAsync();
        await session.Approvals.ApproveAsync((await Till.AskAsync(session)).Approvals[0], RememberApproval.Tool, by: "ann");
        await _till.Agent(new ScriptedChatClient(Call(("r2", "refund", "6")), Say("ok"))).ResumeAsync(session);

        var page = await _store.ReadAsync(session.Key, LogRead.All() with { Kinds = [EntryKind.ApprovalAnswer] });
        var answers = page.Entries.Select(entry => (ApprovalAnswerBody)entry.Decode(session.Key));

        Assert.Equal([("ann", false, ApprovalDecision.Approved), ("ann", true, ApprovalDecision.Approved)], answers.Select(answer => (answer.By!, answer.Remembered, answer.Decision)));
    }

    [Fact]
    public async Task A_refusal_is_remembered_with_its_reason()
    {
        var session = await OpenAsync();
        await session.Approvals.RefuseAsync((await Till.AskAsync(session)).Approvals[0], "too much", RememberApproval.Call);
        var model = new ScriptedChatClient(Call(("r2", "refund", "5")), Say("ok"));

        await _till.Agent(model).ResumeAsync(session);

        Assert.Equal("tool: #r2=Error: this call was not run. A person refused it, and said why: too much", Transcript.Of(model.Requests[1].Messages[^1]));
        Assert.Empty(_till.Done);
    }

    [Fact]
    public async Task What_waits_besides_and_is_covered_is_answered_at_once()
    {
        var session = await OpenAsync();
        var asked = await Till.AskAsync(session, ("a", "refund", "1"), ("b", "refund", "2"), ("c", "refund", "1"));

        Assert.Equal(["b"], (await session.Approvals.ApproveAsync(asked.Approvals[2], RememberApproval.Call)).Select(approval => approval.CallId));
        Assert.Empty(await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0], RememberApproval.Tool));

        await _till.Agent(new ScriptedChatClient(Say("ok"))).ResumeAsync(session);
        Assert.Equal(["refunded 1", "refunded 2", "refunded 1"], _till.Done);
    }

    [Fact]
    public async Task What_is_remembered_can_be_listed_and_forgotten()
    {
        var session = await OpenAsync();
        var asked = await Till.AskAsync(session, ("a", "refund", "1"), ("b", "refund", "2"));
        await session.Approvals.ApproveAsync(asked.Approvals[0], RememberApproval.Call);
        await session.Approvals.RefuseAsync(asked.Approvals[1], "no", RememberApproval.Call);

        var remembered = await session.Approvals.ListRememberedAsync();
        Assert.Equal([(ApprovalDecision.Approved, "{\"value\":\"1\"}"), (ApprovalDecision.Refused, "{\"value\":\"2\"}")], remembered.Select(answer => (answer.Decision, answer.Arguments!.Value.GetRawText())));

        Assert.True(await session.Approvals.ForgetAsync(remembered[0]));
        Assert.False(await session.Approvals.ForgetAsync(remembered[0]));
        Assert.Equal("no", Assert.Single(await session.Approvals.ListRememberedAsync()).Reason);
        Assert.Empty(await session.State.ListAsync());
    }

    [Fact]
    public async Task A_later_answer_takes_the_place_of_one_about_the_same_calls()
    {
        var session = await OpenAsync();
        await session.Approvals.ApproveAsync((await Till.AskAsync(session)).Approvals[0], RememberApproval.Tool);
        await session.Approvals.ForgetAsync((await session.Approvals.ListRememberedAsync())[0]);
        await _till.Agent(new ScriptedChatClient(Call(("r", "refund", "6")))).ResumeAsync(session);
        await session.Approvals.ApproveAsync((await session.Approvals.ListAsync())[0], RememberApproval.Tool);
        await _till.Agent(new ScriptedChatClient(Say("ok"))).ResumeAsync(session);

        Assert.True(Assert.Single(await session.Approvals.ListRememberedAsync()).AnyArguments);
    }

    [Fact]
    public async Task What_is_remembered_follows_the_branch_and_its_head()
    {
        var session = await OpenAsync();
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));
        var before = await session.Branches.ForkAsync("before");
        await session.Approvals.ApproveAsync((await Till.AskAsync(session)).Approvals[0], RememberApproval.Tool);
        await _till.Agent(new ScriptedChatClient(Say("ok"))).ResumeAsync(session);
        var after = await session.Branches.ForkAsync("after");

        await session.UndoTurnAsync();

        Assert.Empty(await session.Approvals.ListRememberedAsync());
        Assert.Empty(await before.Approvals.ListRememberedAsync());
        Assert.Single(await after.Approvals.ListRememberedAsync());
        Assert.Equal(TurnStatus.Waiting, (await Till.AskAsync(session)).Status);
        Assert.Equal(TurnStatus.Completed, (await _till.Agent(new ScriptedChatClient(Call(("r", "refund", "9")), Say("ok"))).RunAsync("again", after)).Status);
    }

    private Task<Session> OpenAsync() => _store.OpenAsync(new SessionKey("s"));
}
