using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class StateCheckTests
{
    [Fact]
    public async Task The_state_of_a_host_is_what_its_tools_return()
    {
        await using var conversation = await StartAsync(Transfers(500), Says("Done."), Says("Yes."));
        var turn = await conversation.SayAsync("Move 500.");

        await turn.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "checking" }, 1000, at: "balance");
        await turn.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, new { balance = "$3,500.00", formatted = "$3,500.00" });
        await conversation.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, Value.Between(3000, 4000), at: "balance");

        var error = await Assert.ThrowsAsync<CheckFailedException>(() => turn.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "checking" }, 1500, at: "balance"));
        Assert.Contains("tool host state: expected 1500, was 1000", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected: bank.get_balance({ account: 'checking' }) at 'balance' is 1500", error.Message, StringComparison.Ordinal);
        Assert.Contains("the result has nothing at 'total'", (await Assert.ThrowsAsync<CheckFailedException>(() => turn.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "checking" }, 1500, at: "total"))).Message, StringComparison.Ordinal);
        Assert.Single(turn.ToolCalls);
    }

    [Fact]
    public async Task A_host_that_cannot_be_asked_is_an_error()
    {
        await using var conversation = await StartAsync(Says("One."), Says("Two."));
        var first = await conversation.SayAsync("One.");
        var second = await conversation.SayAsync("Two.");

        Assert.Contains("no tool host 'vault'", (await Assert.ThrowsAsync<CheckErrorException>(() => second.Expect.ToolHostStateAsync("vault", "look", null, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("no tool 'look'", (await Assert.ThrowsAsync<CheckErrorException>(() => second.Expect.ToolHostStateAsync("bank", "look", null, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("after turn 2, not that after this turn", (await Assert.ThrowsAsync<CheckErrorException>(() => first.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, 3000, "balance"))).Message, StringComparison.Ordinal);
        Assert.Contains("only $1,500.00", (await Assert.ThrowsAsync<CheckErrorException>(() => second.Expect.ToolHostStateAsync("bank", "transfer", new { from_account = "checking", to_account = "savings", amount = 9999 }, 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_state_is_read_from_the_session()
    {
        await using var conversation = await StartAsync(Says("One."), Says("Two."));
        var first = await conversation.SayAsync("One.");
        await conversation.Session!.State.SetAsync("goal", new { city = "Lisbon", amount = 500 });

        await first.Expect.SessionStateAsync("goal", new { city = "Lisbon", amount = "500.00" });
        await first.Expect.SessionStateAsync("other", Value.None);

        Assert.Contains("session state: city: expected 'Rome', was 'Lisbon'", (await Assert.ThrowsAsync<CheckFailedException>(() => first.Expect.SessionStateAsync("goal", new { city = "Rome" }))).Message, StringComparison.Ordinal);
        Assert.Contains("the key has no value", (await Assert.ThrowsAsync<CheckFailedException>(() => first.Expect.SessionStateAsync("other", 1))).Message, StringComparison.Ordinal);
        Assert.Contains("expect Value.None", (await Assert.ThrowsAsync<CheckFailedException>(() => first.Expect.SessionStateAsync("other", null))).Message, StringComparison.Ordinal);
        await conversation.SayAsync("Two.");
        await Assert.ThrowsAsync<CheckErrorException>(() => first.Expect.SessionStateAsync("goal", Value.Any));
    }

    [Fact]
    public async Task A_target_without_a_session_has_no_state_to_check()
    {
        await using var conversation = await ReplayAsync(Answer(Says("One.")));
        var turn = await conversation.SayAsync("One.");

        await Assert.ThrowsAsync<CheckErrorException>(() => turn.Expect.SessionStateAsync("goal", Value.None));
    }
}
