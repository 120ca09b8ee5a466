using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class ClaimCheckTests
{
    public static TheoryData<string> Claims => [.. ClaimCorpus.Claims];

    public static TheoryData<string> Truths => [.. ClaimCorpus.Truths];

    public static TheoryData<string> NonClaims => [.. ClaimCorpus.NonClaims];

    [Theory]
    [MemberData(nameof(Claims))]
    public async Task A_claim_without_a_call_fails_and_with_it_passes(string sentence)
    {
        await using var empty = await StartAsync(Says(sentence));
        await using var done = await StartAsync(Transfers(500), Says(sentence));
        var lie = await empty.SayAsync("Move 500 to savings, for the trip.");
        var truth = await done.SayAsync("Move 500 to savings, for the trip.");

        var error = Fails(() => lie.Expect.ClaimsVerified());
        truth.Expect.ClaimsVerified();

        Assert.Matches("but 'transfer'.* was not called", error.Message);
        Assert.DoesNotContain("claims nothing", Assert.Single(truth.Checks).Actual, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NonClaims))]
    public async Task What_is_no_claim_passes_without_a_call(string sentence)
    {
        await using var conversation = await StartAsync(Says(sentence));
        var turn = await conversation.SayAsync("Move 500 to savings, for the trip.");

        turn.Expect.ClaimsVerified();

        Assert.Equal("the answer claims nothing", Assert.Single(turn.Checks).Actual);
    }

    [Theory]
    [MemberData(nameof(Truths))]
    public async Task What_is_true_passes(string sentence)
    {
        await using var conversation = await StartAsync(Transfers(500), Says("Done."), Says(sentence));
        await conversation.SayAsync("Move 500 to savings, for the trip.");
        var turn = await conversation.SayAsync("Where are we?");

        turn.Expect.ClaimsVerified();
    }

    [Fact]
    public void The_corpus_has_enough_of_both()
    {
        Assert.True(ClaimCorpus.Claims.Count >= 40 && ClaimCorpus.NonClaims.Count >= 40);
    }

    [Theory]
    [InlineData("I've moved $50 to savings.", "'transfer' was called with 500, not $50.00")]
    [InlineData("Your transfer of 5000 went through.", "'transfer' was called with 500, not 5000")]
    [InlineData("$400.00 has been transferred to savings.", "'transfer' was called with 500, not $400.00")]
    [InlineData("I transferred $500 from savings to checking.", "'transfer' was called the other way round")]
    public async Task Amounts_and_directions_are_compared(string sentence, string expected)
    {
        var turn = await TurnAsync(Transfers(500), Says(sentence));

        Assert.Contains(expected, Fails(() => turn.Expect.ClaimsVerified()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_calls_of_earlier_turns_count_and_those_of_later_ones_do_not()
    {
        await using var conversation = await StartAsync(Says("I've moved $500 to savings."), Transfers(500), Says("Done."), Says("Today I moved $500 to savings. You save for Lisbon."));
        var early = await conversation.SayAsync("Move 500.");
        await conversation.SayAsync("Really?");
        var late = await conversation.SayAsync("What did you do?");

        late.Expect.ClaimsVerified();
        Fails(() => early.Expect.ClaimsVerified());
        Assert.Contains("turn 1 says 'I've moved $500 to savings.', but 'transfer' was not called", Fails(() => conversation.Expect.ClaimsVerified()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_failed_makes_no_claim_true()
    {
        var turn = await TurnAsync(Transfers(9000), Says("I've moved $9,000 to savings."));

        var error = Fails(() => turn.Expect.ClaimsVerified());

        Assert.Contains("claims verified: the answer says 'I've moved $9,000 to savings.', but 'transfer' failed: There are only $1,500.00 on checking.", error.Message.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sum_of_several_calls_can_be_claimed()
    {
        var turn = await TurnAsync(Transfers(300), Transfers(200), Says("I've moved $500 to savings, in two transfers."));

        turn.Expect.ClaimsVerified();
    }

    [Fact]
    public async Task A_bare_done_needs_some_call()
    {
        var lie = await TurnAsync(Says("Done! Anything else?"));
        var truth = await TurnAsync(Calls("get_balance", new { account = "savings" }), Says("Done! You have $3,000.00."));

        Assert.Contains("nothing was done", Fails(() => lie.Expect.ClaimsVerified()).Message, StringComparison.Ordinal);
        truth.Expect.ClaimsVerified();
    }

    [Fact]
    public async Task What_no_tool_does_cannot_have_been_done()
    {
        var turn = await TurnAsync(Says("I've booked your flight to Lisbon."));

        Assert.Contains("the agent has no tool that does this", Fails(() => turn.Expect.ClaimsVerified()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_of_the_past_that_a_tool_returned_is_no_claim_of_the_agent()
    {
        await using var conversation = await ReplayAsync(
            Answer(new(ChatRole.Assistant, [Call("get_transactions", id: "c1")]), Result("c1", """{"transactions":[{"type":"transfer","amount":200,"to":"savings"},{"type":"deposit","amount":70}]}"""), Says("On May 3, $200.00 was transferred to savings.")),
            Answer(new(ChatRole.Assistant, [Call("get_transactions", id: "c2")]), Result("c2", """{"transactions":[{"type":"transfer","amount":200,"to":"savings"},{"type":"deposit","amount":70}]}"""), Says("On May 3, $70.00 was transferred to savings.")));

        var first = await conversation.SayAsync("What happened in May?");
        var second = await conversation.SayAsync("And besides?");

        first.Expect.ClaimsVerified();
        Fails(() => second.Expect.ClaimsVerified());
    }

    [Fact]
    public async Task Words_and_amounts_can_be_given()
    {
        await using var conversation = await ReplayAsync(
            Answer(new(ChatRole.Assistant, [Call("svc_17", new { n = 500, to = "x" }, "c1")]), Result("c1", "ok"), Says("I've beamed 500 over.")),
            Answer(Says("I've beamed 400 over. Your beaming of 500 is complete.")));
        await conversation.SayAsync("Beam 500.");
        var second = await conversation.SayAsync("And 400.");

        conversation.Turns[0].Expect.ClaimsVerified(claims => claims.Of("svc_17", "beamed").Amount("n").Named("beaming"));
        var error = Fails(() => second.Expect.ClaimsVerified(claims => claims.Of("svc_17", "beamed").Amount("n").Named("beaming")));

        Assert.Contains("'I've beamed 400 over.', but 'svc_17' was called with 500, not 400", error.Message, StringComparison.Ordinal);
        Assert.Single(Assert.Single(error.Results).Actual!.Split('\n'));
        second.Expect.ClaimsVerified(claims => claims.Only());
    }

    [Theory]
    [InlineData("open_case", "I've opened a case for the pump.", true)]
    [InlineData("open_case", "I've opened with a summary.", false)]
    [InlineData("create_order", "Your order has been placed.", true)]
    [InlineData("create_order", "I've created a summary for you.", false)]
    [InlineData("cancel_booking", "Your reservation is cancelled.", true)]
    [InlineData("send_email", "I've sent the email to Ada.", true)]
    [InlineData("make_payment", "I paid the rent.", true)]
    [InlineData("processRefund", "I have refunded $20.", true)]
    [InlineData("activate_card", "I've activated your card.", true)]
    [InlineData("freeze_account", "Your account has been frozen.", true)]
    [InlineData("wire_money", "I've transferred the money.", true)]
    [InlineData("get_order_status", "Your order has been placed.", false)]
    public async Task Words_are_derived_from_the_names_of_tools(string tool, string sentence, bool isClaim)
    {
        await using var conversation = await Conversation.StartAsync("names", conversation => conversation
            .AddToolHost(new InProcessToolHost("host", AIFunctionFactory.Create(() => "ok", tool)))
            .UseAgent(parts => new Agent(parts.Client(new ScriptedModel(_ => Says(sentence)))) { Tools = parts.Tools }));
        var turn = await conversation.SayAsync("Please.");

        if (isClaim)
            Assert.Contains($"'{tool}' was not called", Fails(() => turn.Expect.ClaimsVerified()).Message, StringComparison.Ordinal);
        else
            turn.Expect.ClaimsVerified();
    }

    [Fact]
    public async Task Odd_answers_are_read_in_time_and_bots_that_cannot_be_seen_are_an_error()
    {
        var huge = await TurnAsync(Says(string.Concat(Enumerable.Repeat("I've moved $500, and then \uD800 moved it (again; and again): ", 5000))));
        await using var bot = await Conversation.StartAsync("bot", conversation => conversation.UseTarget((_, _, _) => Task.FromResult("I've moved $500.")));
        var blind = await bot.SayAsync("Move 500.");

        Fails(() => huge.Expect.ClaimsVerified());
        CannotTell(() => blind.Expect.ClaimsVerified());
    }
}
