using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class ToolCheckTests
{
    [Fact]
    public async Task A_call_is_found_by_name_host_times_and_arguments()
    {
        var turn = await TurnAsync(Transfers(500), Says("Done."));

        turn.Expect.ToolCalled("transfer")
            .ToolCalled("bank.transfer")
            .ToolCalled("transfer", times: 1, from: "bank", with: new { amount = 500, from_account = "checking" })
            .ToolCalled("transfer", exactly: new { from_account = "checking", to_account = "savings", amount = "$500.00" })
            .ToolCalled("transfer", with: new { amount = Value.Between(1, 500), to_account = Value.IgnoringCase("SAVINGS") })
            .ToolCalled("transfer", where: call => call.ResultText.Contains("TX0001", StringComparison.Ordinal))
            .ToolNotCalled("deposit")
            .ToolNotCalled("transfer", with: new { amount = 50 })
            .ToolsInOrder("transfer")
            .NoToolErrors();

        Assert.Equal(10, turn.Checks.Count);
        Assert.All(turn.Checks, check => Assert.Equal((CheckOutcome.Passed, 1), (check.Outcome, check.Score)));
    }

    [Fact]
    public async Task A_wrong_amount_is_named_with_what_was_expected()
    {
        var turn = await TurnAsync(Transfers(50), Says("Done."));

        var error = Fails(() => turn.Expect.ToolCalled("transfer", times: 1, with: new { amount = 500, to_account = "savings" }));

        var lines = error.Message.Split('\n');
        Assert.Equal("Conversation 'trip', turn 1 (TurnAsync): tool called: 'transfer' was called with other arguments: amount: expected 500, was 50", lines[0]);
        Assert.Equal("  expected: the tool 'transfer' is called once with { amount: 500, to_account: 'savings' }", lines[1]);
        Assert.Equal("  actual:   'transfer' was called with other arguments: amount: expected 500, was 50", lines[2]);
        Assert.Equal("  transcript:", lines[5]);
        Assert.Contains(lines, line => line.Trim() == "user: Please.");
        Assert.Contains(lines, line => line.TrimStart().StartsWith("tool: bank.transfer({\"from_account\":\"checking\",\"to_account\":\"savings\",\"amount\":50}) = {", StringComparison.Ordinal));
        Assert.Equal("teller: Done.", lines[^1].Trim());
        var recorded = Assert.Single(turn.Checks);
        Assert.Equal((CheckOutcome.Failed, 0), (recorded.Outcome, recorded.Score));
    }

    [Fact]
    public async Task Swapped_accounts_are_both_named()
    {
        var turn = await TurnAsync(Transfers(500, "savings", "checking"), Says("Done."));

        var error = Fails(() => turn.Expect.ToolCalled("transfer", with: new { from_account = "checking", to_account = "savings", amount = 500 }));

        Assert.Contains("from_account: expected 'checking', was 'savings'; to_account: expected 'savings', was 'checking'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_argument_too_many_differs_when_the_arguments_are_exact()
    {
        var turn = await TurnAsync(Calls("get_balance", new { account = "checking", memo = "x", note = (string?)null }), Says("Done."));

        turn.Expect.ToolCalled("get_balance", with: new { account = "checking" });
        var error = Fails(() => turn.Expect.ToolCalled("get_balance", exactly: new { account = "checking" }));

        Assert.Contains("memo: expected nothing, was 'x'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("note:", error.Message.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_too_many_fails_whatever_its_arguments()
    {
        var turn = await TurnAsync(Transfers(500), Transfers(20), Says("Done."));

        var error = Fails(() => turn.Expect.ToolCalled("transfer", times: 1, with: new { amount = 500 }));

        Assert.Contains("'transfer' was called 2 times", error.Message.Split('\n')[0], StringComparison.Ordinal);
        turn.Expect.ToolCalled("transfer", with: new { amount = 500 }).ToolCalled("transfer", with: new { amount = 20 }).ToolCalled("transfer", times: 2);
    }

    [Fact]
    public async Task A_tool_that_was_not_called_is_told_apart_from_one_of_another_server_and_from_one_that_waits()
    {
        await using var conversation = await Conversation.StartAsync("servers", conversation => conversation
            .AddToolHost(new InProcessToolHost("old", AIFunctionFactory.Create(() => 1, "lookup")))
            .AddToolHost(new InProcessToolHost("new", AIFunctionFactory.Create(() => 2, "lookup")))
            .AddToolHost(Bank.NewHost())
            .UseAgent(parts =>
            {
                Queue<ChatMessage> steps = new([Calls("lookup"), Transfers(5)]);
                return new Agent(parts.Client(new ScriptedModel(_ => steps.Dequeue()))) { Tools = [.. parts.ToolsOf("old"), .. parts.ToolsOf("bank")], Approvals = [ApprovalRule.Always("transfer")] };
            }));
        var turn = await conversation.SayAsync("Move 5.");

        Assert.Contains("'deposit' was not called; called were: old.lookup, bank.transfer", Fails(() => turn.Expect.ToolCalled("deposit")).Message, StringComparison.Ordinal);
        Assert.Contains("'lookup' of 'new' was not called, but that of 'old'", Fails(() => turn.Expect.ToolCalled("lookup", from: "new")).Message, StringComparison.Ordinal);
        Assert.Contains("'transfer' was asked for, but not executed", Fails(() => turn.Expect.ToolCalled("transfer")).Message, StringComparison.Ordinal);
        Assert.Contains("'transfer' was asked for", Fails(() => turn.Expect.ToolNotCalled("transfer")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_tool_expected_and_none_called_passes_with_the_score_1()
    {
        await using var conversation = await StartAsync(Transfers(500), Says("Done."), Says("You save for Lisbon."));
        await conversation.SayAsync("Move 500.");
        var turn = await conversation.SayAsync("What for?");

        turn.Expect.NoTools().ToolNotCalled("transfer");

        Assert.All(turn.Checks, check => Assert.Equal(1, check.Score));
        var error = Fails(() => conversation.Turns[0].Expect.NoTools());
        Assert.Contains("a tool was called; called were: bank.transfer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_of_a_turn_does_not_see_calls_of_an_earlier_one_and_one_of_the_conversation_does()
    {
        await using var conversation = await StartAsync(Transfers(500), Says("Done."), Says("It is done already."));
        await conversation.SayAsync("Move 500.");
        var turn = await conversation.SayAsync("And again?");

        Fails(() => turn.Expect.ToolCalled("transfer"));
        conversation.Expect.ToolCalled("transfer", times: 1);

        Assert.Equal(CheckOutcome.Passed, Assert.Single(conversation.Checks).Outcome);
    }

    [Fact]
    public async Task The_order_of_tools_is_checked()
    {
        var turn = await TurnAsync(Calls("get_balance", new { account = "checking" }), Transfers(500), Calls("get_balance", new { account = "savings" }), Says("Done."));

        turn.Expect.ToolsInOrder("get_balance", "transfer").OnlyToolsInOrder("get_balance", "transfer", "get_balance");

        Assert.Contains("'transfer' was not called after 'get_balance', but earlier", Fails(() => turn.Expect.ToolsInOrder("transfer", "get_balance", "transfer")).Message, StringComparison.Ordinal);
        Assert.Contains("'deposit' was not called", Fails(() => turn.Expect.ToolsInOrder("deposit")).Message, StringComparison.Ordinal);
        Assert.Contains("'transfer' was called where 'get_balance' was expected", Fails(() => turn.Expect.OnlyToolsInOrder("get_balance", "get_balance")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_throws_and_a_result_that_is_an_error_are_failures()
    {
        var thrown = await TurnAsync(Transfers(9000), Says("There is not enough money."));
        var returned = await TurnAsync(Calls("get_balance", new { account = "gold" }), Says("There is no such account."));

        Assert.Contains("'transfer' failed: There are only $1,500.00 on checking.", Fails(() => thrown.Expect.NoToolErrors()).Message, StringComparison.Ordinal);
        Assert.Contains("'get_balance' failed: There is no account 'gold'.", Fails(() => returned.Expect.NoToolErrors()).Message, StringComparison.Ordinal);
        thrown.Expect.ToolFailed("transfer", "only $1,500.00");
        returned.Expect.ToolFailed("get_balance");
        Assert.Contains("'get_balance' was not called", Fails(() => thrown.Expect.ToolFailed("get_balance")).Message, StringComparison.Ordinal);
        Assert.Contains("failed with another error", Fails(() => thrown.Expect.ToolFailed("transfer", "no such account")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tools_of_a_bot_that_cannot_be_seen_are_an_error_and_never_green()
    {
        await using var conversation = await Conversation.StartAsync("bot", conversation => conversation.UseTarget((_, _, _) => Task.FromResult("Done.")));
        var turn = await conversation.SayAsync("Move 500.");

        var error = CannotTell(() => turn.Expect.NoTools());
        CannotTell(() => turn.Expect.ToolCalled("transfer"));
        CannotTell(() => turn.Expect.ToolNotCalled("transfer"));
        CannotTell(() => turn.Expect.NoToolErrors());

        Assert.StartsWith("Conversation 'bot', turn 1 (The_tools_of_a_bot_that_cannot_be_seen_are_an_error_and_never_green): the check 'no tools' could not be made: The tool calls of this target are not observed", error.Message, StringComparison.Ordinal);
        Assert.All(turn.Checks, check => Assert.Equal(CheckOutcome.Error, check.Outcome));
    }

    [Fact]
    public async Task Odd_calls_are_compared_and_shown()
    {
        await using var conversation = await ReplayAsync(Answer(
            new(ChatRole.Assistant, [new FunctionCallContent("same", "look", null), new FunctionCallContent("same", "look", new Dictionary<string, object?> { ["text"] = "a\uD800b" + new string('x', 200_000), ["none"] = null })]),
            Result("same", "not { json"),
            Says("Done.")));
        var turn = await conversation.SayAsync("Look.");

        turn.Expect.ToolCalled("look", times: 2).ToolCalled("look", exactly: new { }).ToolCalled("look", with: new { none = (string?)null }).NoToolErrors();
        var error = Fails(() => turn.Expect.ToolCalled("look", with: new { text = "b" }));

        Assert.InRange(error.Message.Length, 100, 10_000);
    }

    [Fact]
    public async Task Arguments_are_compared_by_rules_of_ones_own()
    {
        var turn = await TurnAsync(Transfers(500, "Checking", "SAVINGS"), Says("Done."));

        Fails(() => turn.Expect.ToolCalled("transfer", with: new { from_account = "checking" }));
        turn.Expect.By(new ComparisonRules { IgnoresCase = true }).ToolCalled("transfer", with: new { from_account = "checking" });
        var near = ComparisonRules.Default.With("transfer", "amount", (expected, actual) => Math.Abs((int)expected! - (decimal)actual!) < 10);
        turn.Expect.By(near).ToolCalled("transfer", with: new { amount = 505 });
        Fails(() => turn.Expect.By(near).ToolCalled("transfer", with: new { amount = 600 }));
    }
}
