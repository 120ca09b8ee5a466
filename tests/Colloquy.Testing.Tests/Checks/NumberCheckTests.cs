using static Colloquy.Testing.Tests.Checks.Talk;

namespace Colloquy.Testing.Tests.Checks;

public sealed class NumberCheckTests
{
    private static Task<TurnResult> BalanceAsync(string answer) => TurnAsync(Calls("get_balance", new { account = "savings" }), Says(answer));

    [Theory]
    [InlineData("You have $3,000.00 on savings.")]
    [InlineData("You have 3000 dollars on savings, as of November 30, 2026 at 10:15.")]
    [InlineData("1. Savings: $3,000\n2. That is all 2 of them.")]
    [InlineData("Your savings are fine.")]
    public async Task Numbers_of_the_result_pass_in_any_format(string answer)
    {
        var turn = await BalanceAsync(answer);

        turn.Expect.NumbersFromResults();
    }

    [Theory]
    [InlineData("You have $300.00 on savings.", "$300.00")]
    [InlineData("You have 30,000 on savings.", "30000")]
    [InlineData("You have $3,000.00, at 2.5% interest.", "2.5%")]
    public async Task A_number_that_no_result_has_fails(string answer, string number)
    {
        var turn = await BalanceAsync(answer);

        var error = Fails(() => turn.Expect.NumbersFromResults());

        Assert.Contains($"numbers from results: the answer states {number}, which is in none of them", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_user_said_counts_and_history_does_when_asked()
    {
        await using var conversation = await StartAsync(Calls("get_balance", new { account = "savings" }), Says("You have $3,000.00."), Says("With $800 more, $3,000.00 become $3,800.00."));
        await conversation.SayAsync("How much is on savings?");
        var turn = await conversation.SayAsync("And with 800 more?");

        Assert.Contains("$3,000.00, $3,800.00, which are in none of them", Fails(() => turn.Expect.NumbersFromResults()).Message, StringComparison.Ordinal);
        var all = NumberSources.Results | NumberSources.Input | NumberSources.History;
        Assert.Contains("states $3,800.00, which is", Fails(() => turn.Expect.NumbersFromResults(all)).Message, StringComparison.Ordinal);
        turn.Expect.NumbersFromResults(all, allowed: [3800]);
    }

    [Fact]
    public async Task The_answer_states_a_number_and_a_result()
    {
        var turn = await BalanceAsync("You have $3,000 on SAVINGS.");

        turn.Expect.StatesNumber(3000).StatesResultOf("get_balance", at: "balance").StatesResultOf("get_balance", at: "account");

        Assert.Contains("states number: it states $3,000.00", Fails(() => turn.Expect.StatesNumber(300)).Message, StringComparison.Ordinal);
        Assert.Contains("'transfer' was not called", Fails(() => turn.Expect.StatesResultOf("transfer")).Message, StringComparison.Ordinal);
        CannotTell(() => turn.Expect.StatesResultOf("get_balance", at: "total"));
        var misread = await BalanceAsync("You have $300 on savings.");
        Assert.Contains("'get_balance' returned 3000, and the text is 'You have $300 on savings.'", Fails(() => misread.Expect.StatesResultOf("get_balance", at: "balance")).Message, StringComparison.Ordinal);
    }
}
