namespace Banking.Tests;

/// <summary>The teller's process can die at any moment. The bank goes on, and no money is moved twice.</summary>
public sealed class KilledTeller
{
    [Fact]
    public async Task Money_is_moved_once_wherever_the_tellers_process_dies()
    {
        var result = await RestartMatrix.RunAsync("killed-teller", new BankSetup().Configure, async conversation =>
        {
            await conversation.SayAsync("I plan a trip to Lisbon. What are the balances of my accounts?", name: "Balances");
            var transfer = await conversation.SayAsync("Move 500 from checking to savings.", name: "Transfer");
            var memory = await conversation.SayAsync("Where did I say that I want to go?", name: "Memory");

            Assert.Single(transfer.CallsOf("transfer"));
            Assert.Equal(3500.00m, (await conversation.ToolHost("bank").CallAsync("get_balance", new { account = "savings" })).GetProperty("balance").GetDecimal());
            Assert.Contains("Lisbon", memory.Text, StringComparison.Ordinal);
        });

        result.EnsurePassed();
        Assert.Equal(5, result.Variants.Count);
    }
}
