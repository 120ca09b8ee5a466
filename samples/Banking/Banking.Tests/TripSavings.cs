namespace Banking.Tests;

/// <summary>Five turns about money for a trip. The second changes the balances, and the third can only be answered from the first.</summary>
[Conversation<BankSetup>("trip-savings")]
public sealed class TripSavings(Conversation conversation)
{
    [Turn]
    public async Task Says_the_balances()
    {
        var turn = await conversation.SayAsync("I plan a trip to Lisbon. What are the balances of my accounts?");

        turn.Expect.Success().NoToolErrors().TextMatches(@"\b1,?500\b").TextMatches(@"\b3,?000\b");
        Assert.True(turn.ToolWasCalled("get_all_balances") || turn.CallsOf("get_balance").Count == 2);
    }

    [Turn]
    public async Task Moves_money_for_the_trip()
    {
        var turn = await conversation.SayAsync("Good. Move 500 from checking to savings, for the trip.");

        turn.Expect.Success().ClaimsVerified().ToolCalled("transfer", times: 1, with: new { from_account = Value.IgnoringCase("checking"), to_account = Value.IgnoringCase("savings"), amount = 500 });
        await turn.Expect.ToolHostStateAsync("bank", "get_all_balances", null, new { checking = new { balance = 1000 }, savings = new { balance = 3500 } }, at: "accounts");
    }

    [Turn]
    public async Task Remembers_where_the_trip_goes()
    {
        await conversation.RestartAsync();

        var turn = await conversation.SayAsync("Where did I say that I want to go?");

        turn.Expect.Text("Lisbon").NoTools().MessagesCarriedIn(conversation.Turns[1].Messages.Count);
        await conversation.Expect.MemoryComesFromAsync(turn: 1, "Where did I say that I want to go?", "Lisbon");
    }

    [Turn]
    public async Task Counts_the_months_with_the_new_balance()
    {
        var turn = await conversation.SayAsync("The flight costs 4,100, and I put 200 a month into savings. How long until it is paid for?");

        turn.Expect.ToolCalled("get_balance", with: new { account = Value.IgnoringCase("savings") }).StatesResultOf("get_balance", at: "balance").TextMatches(@"\b(3|three) months\b");
    }

    [Turn]
    public async Task Sums_up_what_was_done()
    {
        var turn = await conversation.SayAsync("Thank you. Sum up what we did today.");

        turn.Expect.Text("Lisbon").TextMatches(@"\b500\b");
        await conversation.Expect.NoToolErrors().NoRepetition().Language("en").ToolCalled("transfer", times: 1).WellFormedHistoryAsync();
    }
}
