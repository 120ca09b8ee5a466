using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class ApprovalCheckTests
{
    private static Task<Conversation> StartAsync(bool asks, params ChatMessage[] steps) => Conversation.StartAsync("approval", conversation => conversation.AddToolHost(Bank.NewHost()).UseAgent(parts =>
    {
        Queue<ChatMessage> next = new(steps);
        return new Agent(parts.Client(new ScriptedModel(_ => next.Dequeue()))) { Tools = parts.Tools, Approvals = asks ? [ApprovalRule.Always("transfer")] : [] };
    }));

    [Fact]
    public async Task A_turn_waits_for_the_call_that_was_asked_for()
    {
        await using var conversation = await StartAsync(true, Transfers(500), Says("Done."));
        var waiting = await conversation.SayAsync("Move 500.");

        waiting.Expect.WaitsForApproval().WaitsForApproval("transfer", with: new { amount = "$500.00" }).WaitsForApproval("bank.transfer").NothingRanUnapproved();

        Assert.Contains("amount: expected 50, was 500", Fails(() => waiting.Expect.WaitsForApproval("transfer", with: new { amount = 50 })).Message, StringComparison.Ordinal);
        Assert.Contains("it waits for the approval of transfer(", Fails(() => waiting.Expect.WaitsForApproval("deposit")).Message, StringComparison.Ordinal);
        Assert.Contains("success: the turn waits for the approval of transfer(", Fails(() => waiting.Expect.Success()).Message, StringComparison.Ordinal);
        var approved = await conversation.ApproveAsync();
        Assert.Contains("the turn does not wait: it is Completed", Fails(() => approved.Expect.WaitsForApproval()).Message, StringComparison.Ordinal);
        approved.Expect.Success().NothingRanUnapproved("transfer").ToolCalled("transfer", times: 1);
        conversation.Expect.Success().NothingRanUnapproved().ToolCalled("transfer", times: 1);
    }

    [Fact]
    public async Task A_call_without_an_approval_is_found()
    {
        await using var conversation = await StartAsync(false, Transfers(500), Says("Done."));
        var turn = await conversation.SayAsync("Move 500.");

        Assert.Contains("'transfer' was executed in turn 1 without an approval: bank.transfer(", Fails(() => turn.Expect.NothingRanUnapproved("transfer")).Message, StringComparison.Ordinal);
        Assert.Contains("Name the tools", CannotTell(() => turn.Expect.NothingRanUnapproved()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_after_a_refusal_is_found()
    {
        var asks = true;
        await using var conversation = await Conversation.StartAsync("refusal", conversation => conversation.AddToolHost(Bank.NewHost()).UseAgent(parts =>
        {
            Queue<ChatMessage> next = new([Transfers(500), Transfers(500), Says("Done anyway.")]);
            return new Agent(parts.Client(new ScriptedModel(_ => next.Dequeue()))) { Tools = parts.Tools, Approvals = [ApprovalRule.When("transfer", _ => asks)] };
        }));
        await conversation.SayAsync("Move 500.");
        asks = false;
        var refused = await conversation.RefuseAsync();

        Assert.Contains("'transfer' was executed in turn 2 although it was refused", Fails(() => refused.Expect.NothingRanUnapproved("transfer")).Message, StringComparison.Ordinal);
        Fails(() => conversation.Expect.NothingRanUnapproved());
        Assert.Equal(((bool?)null, (bool?)false), (conversation.Turns[0].Approved, refused.Approved));
    }

    [Fact]
    public async Task An_approval_covers_one_call_with_the_arguments_that_were_approved()
    {
        var asks = true;
        await using var conversation = await Conversation.StartAsync("forged", conversation => conversation.AddToolHost(Bank.NewHost()).UseAgent(parts =>
        {
            Queue<ChatMessage> next = new([Transfers(5), Transfers(500), Transfers(5), Says("Done, and more.")]);
            return new Agent(parts.Client(new ScriptedModel(_ => next.Dequeue()))) { Tools = parts.Tools, Approvals = [ApprovalRule.When("transfer", _ => asks)] };
        }));
        await conversation.SayAsync("Move 5.");
        asks = false;
        var approved = await conversation.ApproveAsync();

        var message = Fails(() => approved.Expect.NothingRanUnapproved("transfer")).Message;

        Assert.True(message.Contains("'transfer' was executed in turn 2 without an approval: bank.transfer({\"from_account\":\"checking\",\"to_account\":\"savings\",\"amount\":500})", StringComparison.Ordinal), message);
        Assert.Equal(3, approved.CallsOf("transfer").Count);
    }
}
