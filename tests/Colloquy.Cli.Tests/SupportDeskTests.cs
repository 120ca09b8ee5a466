using Colloquy.Models;
using Colloquy.Samples;

namespace Colloquy.Cli.Tests;

public sealed class SupportDeskTests : IAsyncDisposable
{
    private static readonly Customer Alice = new("alice@example.com", "Alice", "premium");
    private static readonly Customer Bob = new("bob@example.com", "Bob");

    private readonly InMemorySessionStore _store = new();
    private readonly SupportDesk _desk;

    public SupportDeskTests() => _desk = new SupportDesk(_store, new OfflineChatClient());

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_customer_is_new_once_and_returning_after()
    {
        var first = await _desk.RunTurnAsync(Alice, "Hello");
        var second = await _desk.RunTurnAsync(Alice, "Hello again");

        Assert.Equal((false, true), (first.IsReturning, second.IsReturning));
        Assert.StartsWith("Welcome back", second.Answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tickets_are_numbered_over_all_customers_and_belong_to_one()
    {
        await _desk.RunTurnAsync(Alice, "Please open a ticket: my invoice is wrong.");
        await _desk.RunTurnAsync(Bob, "Please open a ticket: the parcel is lost.");

        Assert.Equal("TKT-1001", Assert.Single(await _desk.ListTicketsAsync(Alice.Id)).Id);
        var ticket = Assert.Single(await _desk.ListTicketsAsync(Bob.Id));
        Assert.Equal(("TKT-1002", "open", "normal"), (ticket.Id, ticket.Status, ticket.Priority));
        Assert.Contains("parcel", ticket.Subject, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_summary_tells_customer_tier_actions_and_open_tickets()
    {
        await _desk.RunTurnAsync(Alice, "Please open a ticket: my invoice is wrong.");

        var reply = await _desk.RunTurnAsync(Alice, "Could you give me a summary of our conversation?");

        Assert.Equal("get_conversation_summary", Assert.Single(reply.Answer.ToolCalls).Name);
        foreach (var expected in new[] { "Alice", "premium", "actions 1", "openTickets 1", "Created ticket TKT-1001" })
            Assert.Contains(expected, reply.Answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_takes_the_turn_back_with_the_ticket_that_it_created()
    {
        await _desk.RunTurnAsync(Alice, "Hello");
        await _desk.RunTurnAsync(Alice, "Please open a ticket: my invoice is wrong.");

        var undone = await _desk.UndoLastTurnAsync(Alice.Id);

        Assert.Equal(2, undone!.Number);
        Assert.Empty(await _desk.ListTicketsAsync(Alice.Id));
        Assert.Equal(new SessionLength(1, 2), await _desk.GetSessionLengthAsync(Alice.Id));
    }

    [Fact]
    public async Task Undo_of_nothing_is_null() => Assert.Null(await _desk.UndoLastTurnAsync(Alice.Id));

    [Fact]
    public async Task Clearing_one_customer_leaves_the_other()
    {
        await _desk.RunTurnAsync(Alice, "Please open a ticket: my invoice is wrong.");
        await _desk.RunTurnAsync(Bob, "Hello");

        await _desk.ClearSessionAsync(Alice.Id);

        Assert.Equal(new SessionLength(0, 0), await _desk.GetSessionLengthAsync(Alice.Id));
        Assert.Empty(await _desk.ListTicketsAsync(Alice.Id));
        Assert.Equal(new SessionLength(1, 2), await _desk.GetSessionLengthAsync(Bob.Id));
        Assert.False((await _desk.RunTurnAsync(Alice, "Hello")).IsReturning);
    }
}
