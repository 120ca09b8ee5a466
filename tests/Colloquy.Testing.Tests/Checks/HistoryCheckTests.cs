using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class HistoryCheckTests
{
    [Fact]
    public async Task A_history_of_an_agent_is_well_formed_also_while_it_waits()
    {
        await using var conversation = await Conversation.StartAsync("waits", conversation => conversation.AddToolHost(Bank.NewHost()).UseAgent(parts =>
        {
            Queue<ChatMessage> steps = new([Transfers(5), Says("Wait, please."), Says("Done."), Says("Yes.")]);
            return new Agent(parts.Client(new ScriptedModel(_ => steps.Dequeue()))) { Tools = parts.Tools, Approvals = [ApprovalRule.Always("transfer")] };
        }));

        var waiting = await conversation.SayAsync("Move 5.");
        await waiting.Expect.WellFormedHistoryAsync();
        await conversation.ApproveAsync();
        var last = await conversation.SayAsync("Is it done?");
        await last.Expect.WellFormedHistoryAsync();
        await conversation.Expect.WellFormedHistoryAsync();
        await conversation.Expect.MessagesStoredAsync(6);

        Assert.Contains("6 are stored: 2 of user", (await Assert.ThrowsAsync<CheckFailedException>(() => conversation.Expect.MessagesStoredAsync(12))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-result", "the call 'c1' of 'transfer' has no result before message 2 of 2 (assistant)", false)]
    [InlineData("second-result", "the call 'c1' has a second result in message 3 of 4 (tool)", true)]
    [InlineData("no-call", "the result 'c9' in message 3 of 4 (tool) has no call before it", true)]
    [InlineData("same-id", "two calls have the id 'c1', of 'transfer' and of 'transfer'", true)]
    public async Task An_unbalanced_history_is_found(string kind, string expected, bool hasResult)
    {
        var call = kind == "same-id" ? new ChatMessage(ChatRole.Assistant, [Call("transfer", id: "c1"), Call("transfer", id: "c1")]) : Calls("transfer", id: "c1");
        List<ChatMessage> messages = [call];
        if (hasResult)
            messages.Add(Result("c1", "ok"));
        if (kind is "second-result" or "no-call")
            messages.Add(Result(kind == "no-call" ? "c9" : "c1", "ok"));
        messages.Add(Says("Done."));
        await using var conversation = await ReplayAsync(Answer([.. messages]));
        await conversation.SayAsync("Move.");

        var error = await Assert.ThrowsAsync<CheckFailedException>(() => conversation.Expect.WellFormedHistoryAsync());

        Assert.Contains(expected.Replace("2 of 2 (assistant)", "", StringComparison.Ordinal).Replace("3 of 4", "", StringComparison.Ordinal).Split(" in message")[0].Split(" before message")[0], error.Message, StringComparison.Ordinal);
        Assert.Contains("as stored", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orphan_call_that_is_sent_to_the_model_is_found_on_the_turn()
    {
        await using var conversation = await Conversation.StartAsync("orphan", conversation => conversation.UseChatClient(parts => new Orphaning(parts.Client(new ScriptedModel(_ => Says("Done."))))));
        var turn = await conversation.SayAsync("Move.");

        var error = await Assert.ThrowsAsync<CheckFailedException>(() => turn.Expect.WellFormedHistoryAsync());

        Assert.Contains("the call 'lost' of 'transfer' has no result at the end, as sent to the model in call 1 of turn 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_is_sent_twice_is_found()
    {
        await using var conversation = await Conversation.StartAsync("twice", conversation => conversation.UseChatClient(parts => new Doubling(parts.Client(new ScriptedModel(_ => Says("Done."))))));
        await conversation.SayAsync("Move.");
        var turn = await conversation.SayAsync("And now?");

        var error = await Assert.ThrowsAsync<CheckFailedException>(() => turn.Expect.WellFormedHistoryAsync());

        Assert.Contains("the message 'Move.' is there 2 times, and was said once", error.Message, StringComparison.Ordinal);
        Fails(() => turn.Expect.MessagesCarriedIn(2));
    }

    [Fact]
    public async Task Repetition_is_found_in_answers_in_calls_and_between_turns()
    {
        var text = await TurnAsync(Says("Your balance is fine today. Your balance is fine today."));
        var calls = await TurnAsync(Calls("get_balance", new { account = "a" }), Calls("get_balance", new { account = "a" }), Calls("get_balance", new { account = "a" }), Says("Done."));
        await using var conversation = await StartAsync(Says("I can help you with your accounts."), Says("I can help you, with your accounts!"), Says("I can help you with your accounts."));
        await conversation.SayAsync("Hello.");
        var second = await conversation.SayAsync("Move 5.");

        Assert.Contains("the answer of turn 1 repeats 'Your balance is fine today.'", Fails(() => text.Expect.NoRepetition()).Message, StringComparison.Ordinal);
        Assert.Contains("'get_balance' was called 3 times with the same arguments", Fails(() => calls.Expect.NoRepetition()).Message, StringComparison.Ordinal);
        calls.Expect.NoRepetition(sameCallsAtMost: 3);
        second.Expect.NoRepetition();
        Assert.Contains("turn 2 answers as turn 1 does", Fails(() => conversation.Expect.NoRepetition()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_twice_and_short_answers_are_no_repetition()
    {
        await using var conversation = await StartAsync(
            Calls("get_balance", new { account = "checking" }), Transfers(500), Calls("get_balance", new { account = "checking" }), Says("You have $1,000.00 on checking and $3,500.00 on savings."),
            Says("You have $1,000.00 on checking and $3,400.00 on savings, as of today."), Says("You're welcome."), Says("You're welcome."), Says(""));
        foreach (var text in (string[])["Move 500.", "And now?", "Thanks.", "Thank you.", "Bye."])
            await conversation.SayAsync(text);

        conversation.Expect.NoRepetition();
    }

    private sealed class Orphaning(IChatClient client) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            base.GetResponseAsync([.. messages, Calls("transfer", id: "lost")], options, cancellationToken);
    }

    private sealed class Doubling(IChatClient client) : DelegatingChatClient(client)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<ChatMessage> sent = [.. messages];
            return base.GetResponseAsync([.. sent.SkipLast(1), .. sent], options, cancellationToken);
        }
    }
}
