using Colloquy.Testing;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Subject.Docs;

namespace OtherFrameworks;

// snippet: mstest-class
[TestClass]
public sealed class TripToLisbon
{
    private static Conversation s_conversation = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context) => s_conversation = await Conversation.StartAsync("trip-to-lisbon", new TravelDesk());

    [ClassCleanup]
    public static async Task EndAsync() => await s_conversation.DisposeAsync();

    [TestMethod]
    public async Task Learns_the_destination()
    {
        var turn = await s_conversation.SayAsync("My destination is Lisbon.");

        Assert.IsTrue(turn.Success);
    }

    [TestMethod]
    [DependsOn(nameof(Learns_the_destination), ProceedOnFailure = true)]
    public async Task Remembers_the_destination()
    {
        Need(nameof(Learns_the_destination));
        var turn = await s_conversation.SayAsync("What is my destination?");

        Assert.Contains("Lisbon", turn.Text);
        Assert.AreEqual(2, turn.CarriedIn);
    }

    private static void Need(string name)
    {
        switch (s_conversation.Turns.LastOrDefault(turn => turn.Name == name))
        {
            case null:
                Assert.Fail($"The turn {name} has not run. Run it too.");
                break;
            case { Error: { } error }:
                Assert.Inconclusive($"blocked by {name}: {error.Message}");
                break;
        }
    }
}

// snippet: end

// snippet: mstest-inline
[TestClass]
public sealed class TripInOneTest
{
    [TestMethod]
    public async Task The_destination_is_remembered()
    {
        await using var conversation = await Conversation.StartAsync("trip-in-one-test", new TravelDesk());

        await conversation.SayAsync("My destination is Lisbon.");
        var turn = await conversation.SayAsync("What is my destination?");

        Assert.Contains("Lisbon", turn.Text);
    }
}

// snippet: end
