using Colloquy;
using Colloquy.Offline;
using Microsoft.Extensions.AI;

namespace Subject.Docs;

// snippet: xunit-class
[Conversation<TravelDesk>("trip-to-lisbon")]
public sealed class TripToLisbon(Conversation conversation)
{
    [Turn]
    public async Task Learns_the_destination()
    {
        var turn = await conversation.SayAsync("My destination is Lisbon.");

        Assert.True(turn.Success);
        Assert.False(turn.IsContinuation);
    }

    [Turn]
    public async Task Remembers_the_destination()
    {
        var turn = await conversation.SayAsync("What is my destination?");

        Assert.Contains("Lisbon", turn.Text);
        Assert.Equal(2, turn.CarriedIn);
    }
}

// snippet: end

// snippet: xunit-variants
[Conversation("two-instructions"), Variant("short"), Variant("friendly")]
public sealed class TwoInstructions(Conversation conversation)
{
    public static void Configure(ConversationBuilder conversation) =>
        conversation.UseAgent(parts => new Agent(parts.Client(() => new OfflineChatClient()))
        {
            Name = "travel desk",
            Instructions = conversation.Variant == "short" ? "Answer in one sentence." : "Be friendly.",
        });

    [Turn]
    public async Task Learns_the_destination() => await conversation.SayAsync("My destination is Lisbon.");

    [Turn]
    public async Task Learns_the_month() => await conversation.SayAsync("My month is May.");

    [Turn]
    [DependsOn(nameof(Learns_the_destination))]
    public async Task Remembers_the_destination()
    {
        var turn = await conversation.SayAsync("What is my destination?");

        Assert.Contains("Lisbon", turn.Text);
    }
}

// snippet: end

// snippet: xunit-approvals
[Conversation("asks-before-it-books")]
public sealed class AsksBeforeItBooks(Conversation conversation)
{
    public static void Configure(ConversationBuilder conversation) => conversation
        .AddToolHost(new InProcessToolHost("airline", new ApprovalRequiredAIFunction(AIFunctionFactory.Create((string city) => $"A flight to {city} is booked.", "book_flight"))))
        .UseAgent(parts => new Agent(parts.Client(() => new OfflineChatClient())) { Name = "travel desk", Tools = parts.Tools });

    [Turn]
    public async Task Asks_before_it_books()
    {
        var turn = await conversation.SayAsync("Book a flight to Lisbon.");

        turn.Expect.WaitsForApproval("book_flight", with: new { city = "Lisbon" });
    }

    [Turn]
    public async Task Books_when_approved()
    {
        var turn = await conversation.ApproveAsync();     // or RefuseAsync()

        turn.Expect.ToolCalled("book_flight", times: 1);
        conversation.Expect.NothingRanUnapproved("book_flight");
    }
}

// snippet: end

public sealed class InOneTest
{
    // snippet: xunit-inline
    [Fact]
    public async Task The_destination_is_remembered()
    {
        await using var conversation = await Conversation.StartAsync("lisbon-inline", new TravelDesk());

        await conversation.SayAsync("My destination is Lisbon.");
        var turn = await conversation.SayAsync("What is my destination?");

        Assert.Contains("Lisbon", turn.Text);
    }

    // snippet: end
}
