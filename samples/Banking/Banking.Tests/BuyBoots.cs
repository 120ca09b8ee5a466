using Banking.Tests.Shop;

namespace Banking.Tests;

/// <summary>Three turns in a shop, with two models. The second turn can only be answered from the first.</summary>
public sealed class BuyBoots
{
    [Theory]
    [InlineData("model-a")]
    [InlineData("model-b")]
    public async Task A_customer_buys_boots(string model)
    {
        await using var conversation = await Conversation.StartAsync("buy-boots", new ShopSetup(), model);

        var shown = await conversation.SayAsync("Which hiking boots do you have up to 150?");
        Assert.True(shown.ToolWasCalled("find_boots"));
        Assert.Contains("Alder", shown.Text, StringComparison.Ordinal);
        Assert.Contains("Birch", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Cedar", shown.Text, StringComparison.Ordinal);

        var taken = await conversation.SayAsync("I take the cheaper ones in 42.");
        var call = Assert.Single(taken.ToolCalls);
        Assert.Equal("Alder", call.Arguments["boot"]?.ToString());

        var total = await conversation.SayAsync("What do I have to pay?");
        Assert.Contains("129", total.Text, StringComparison.Ordinal);
        Assert.Equal(129.00m, (await conversation.ToolHost("shop").CallAsync("get_basket")).GetProperty("total").GetDecimal());
    }
}
