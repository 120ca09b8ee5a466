namespace Banking.Tests;

/// <summary>What one customer tells is not known to another. Here both conversations are in one test.</summary>
public sealed class AnotherCustomer
{
    [Fact]
    public async Task Knows_nothing_of_the_trip_and_has_its_own_money()
    {
        await using var one = await Conversation.StartAsync("traveller", new BankSetup());
        await one.SayAsync("I plan a trip to Lisbon. What are the balances of my accounts?");
        await one.SayAsync("Move 500 from checking to savings, for the trip.");

        await using var other = await Conversation.StartAsync("another-customer", new BankSetup());
        var memory = await other.SayAsync("Where did I say that I want to go?");
        var balances = await other.SayAsync("What are the balances of my accounts?");

        memory.Expect.TextDoesNotContain("Lisbon").MessagesCarriedIn(0);
        other.Expect.NoFactLeaks(one, "Lisbon");
        balances.Expect.TextMatches(@"\b1,?500\b").TextMatches(@"\b3,?000\b");
    }
}
