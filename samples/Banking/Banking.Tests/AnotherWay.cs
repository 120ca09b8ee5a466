namespace Banking.Tests;

/// <summary>What would have been if the customer had gone on in another way? A fork has a bank of its own, in the state of that moment.</summary>
public sealed class AnotherWay
{
    [Fact]
    public async Task Goes_on_from_the_transfer_and_leaves_the_money_of_the_conversation_alone()
    {
        await using var conversation = await Conversation.StartAsync("another-way", new BankSetup());
        await conversation.SayAsync("Move 500 from checking to savings.");

        await using var fork = await conversation.ForkAsync();
        await fork.SayAsync("Move 200 from checking to savings.");

        await fork.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, 3700, at: "balance");
        await conversation.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, 3500, at: "balance");
    }
}
