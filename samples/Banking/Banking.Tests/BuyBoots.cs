using Banking.Tests.Shop;

namespace Banking.Tests;

/// <summary>Three turns in a shop, with two models: two conversations, each with a history and a shop of its own. The second turn can only be answered from the first.</summary>
[Conversation<ShopSetup>("buy-boots")]
[Variant("model-a")]
[Variant("model-b")]
public sealed class BuyBoots(Conversation conversation)
{
    [Turn]
    public async Task Shows_what_the_customer_can_pay_for()
    {
        var turn = await conversation.SayAsync("Which hiking boots do you have up to 150?");

        turn.Expect.ToolCalled("find_boots", with: new { highest = 150 }).Text("Alder").Text("Birch").TextDoesNotContain("Cedar");
    }

    [Turn]
    public async Task Takes_the_cheaper_ones()
    {
        var turn = await conversation.SayAsync("I take the cheaper ones in 42.");

        turn.Expect.Success().ToolCalled("add_to_basket", times: 1, with: new { boot = "Alder", size = 42 });
    }

    [Turn]
    public async Task Says_what_they_cost()
    {
        var turn = await conversation.SayAsync("What do I have to pay?");

        turn.Expect.Text("129");
        await turn.Expect.ToolHostStateAsync("shop", "get_basket", null, new { total = 129 });
    }
}
