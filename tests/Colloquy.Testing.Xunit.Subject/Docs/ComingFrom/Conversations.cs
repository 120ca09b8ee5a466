namespace Subject.Docs.ComingFrom;

// snippet: pytest-class
[Conversation<SavingsDesk>("flight-savings")]
public sealed class FlightSavings(Conversation conversation)
{
    [Turn]
    public async Task Says_what_is_in_savings()
    {
        var turn = await conversation.SayAsync("I save for a flight to Lisbon. It costs 4,100. How much is in savings?");

        turn.Expect.Success().ToolCalled("get_balance", from: "bank", with: new { account = "savings" });
    }

    [Turn]
    public async Task Moves_money_there()
    {
        var turn = await conversation.SayAsync("Move 500 there from checking.");

        turn.Expect.Success().ToolCalled("transfer", times: 1, with: new { to_account = "savings", amount = 500 }).ClaimsVerified();
        await turn.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, 3500, at: "balance");
    }

    [Turn]
    public async Task Says_what_is_missing()
    {
        var turn = await conversation.SayAsync("How much is missing now?");

        turn.Expect.Success().ToolCalled("get_balance").StatesResultOf("get_balance", at: "balance").StatesNumber(600);
    }

    [Turn]
    public async Task Remembers_the_city()
    {
        var turn = await conversation.SayAsync("Where does the flight go?");

        turn.Expect.Text("Lisbon").NoTools();
    }
}

// snippet: end

// snippet: pytest-isolation
[Conversation<SavingsDesk>("another-customer")]
public sealed class AnotherCustomer(Conversation conversation)
{
    [Turn]
    public async Task Has_told_nothing()
    {
        var turn = await conversation.SayAsync("Where does the flight go?");

        turn.Expect.MessagesCarriedIn(0).TextDoesNotContain("Lisbon");
        await turn.Expect.ToolHostStateAsync("bank", "get_balance", new { account = "savings" }, 3000, at: "balance");
    }
}

// snippet: end

// snippet: pytest-variants
[Conversation<FlightDesk>("book-flight"), Variant("model-a"), Variant("model-b")]
public sealed class BookFlight(Conversation conversation)
{
    [Turn]
    public async Task Shows_flights()
    {
        var turn = await conversation.SayAsync("Which flights to Lisbon are there in May?");

        turn.Expect.ToolCalled("find_flights", with: new { city = "Lisbon" }).Text("TP571").Text("TP577");
    }

    [Turn]
    public async Task Books_the_earlier_one()
    {
        var turn = await conversation.SayAsync("I take the earlier one.");

        turn.Expect.ToolCalled("book_flight", times: 1, with: new { number = "TP571" });
        await turn.Expect.ToolHostStateAsync("flights", "get_bookings", null, new[] { "TP571" });
    }
}

// snippet: end
