namespace Banking.Tests;

/// <summary>Five turns about money for a trip. The second changes the balances, and the third can only be answered from the first.</summary>
public sealed class TripSavings
{
    [Fact]
    public async Task A_customer_saves_for_a_trip()
    {
        await using var conversation = await Conversation.StartAsync("trip-savings", new BankSetup());

        var balances = await conversation.SayAsync("I plan a trip to Lisbon. What are the balances of my accounts?");
        Assert.True(balances.ToolWasCalled("get_all_balances") || balances.CallsOf("get_balance").Count == 2);
        Assert.Contains("1,500.00", balances.Text, StringComparison.Ordinal);
        Assert.Contains("3,000.00", balances.Text, StringComparison.Ordinal);

        var transfer = await conversation.SayAsync("Good. Move 500 from checking to savings, for the trip.");
        var call = Assert.Single(transfer.ToolCalls);
        Assert.Equal("transfer", call.Tool);
        Assert.Contains("500", transfer.Text, StringComparison.Ordinal);
        Assert.Equal(1000.00m, await BalanceAsync(conversation, "checking"));
        Assert.Equal(3500.00m, await BalanceAsync(conversation, "savings"));

        await conversation.RestartAsync();
        var memory = await conversation.SayAsync("Where did I say that I want to go?");
        Assert.Contains("Lisbon", memory.Text, StringComparison.Ordinal);
        Assert.Empty(memory.ToolCalls);
        Assert.Equal(8, memory.CarriedIn);

        var months = await conversation.SayAsync("The flight costs 4,100, and I put 200 a month into savings. How long until it is paid for?");
        Assert.True(months.ToolWasCalled("get_balance"));
        Assert.Contains("3,500.00", months.Text, StringComparison.Ordinal);
        Assert.Contains("3 months", months.Text, StringComparison.Ordinal);

        var summary = await conversation.SayAsync("Thank you. Sum up what we did today.");
        Assert.Contains("Lisbon", summary.Text, StringComparison.Ordinal);
        Assert.Contains("$500.00", summary.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_customer_sees_nothing_of_it()
    {
        await using var conversation = await Conversation.StartAsync("another-customer", new BankSetup());

        var memory = await conversation.SayAsync("Where did I say that I want to go?");
        var balances = await conversation.SayAsync("What are the balances of my accounts?");

        Assert.DoesNotContain("Lisbon", memory.Text, StringComparison.Ordinal);
        Assert.Equal(0, memory.CarriedIn);
        Assert.Contains("1,500.00", balances.Text, StringComparison.Ordinal);
        Assert.Contains("3,000.00", balances.Text, StringComparison.Ordinal);
    }

    private static async Task<decimal> BalanceAsync(Conversation conversation, string account) =>
        (await conversation.ToolHost("bank").CallAsync("get_balance", new { account })).GetProperty("balance").GetDecimal();
}
