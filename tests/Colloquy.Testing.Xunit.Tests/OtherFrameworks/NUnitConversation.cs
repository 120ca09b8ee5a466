using Colloquy.Testing;
using NUnit.Framework;
using Subject.Docs;

namespace OtherFrameworks;

// snippet: nunit-class
[TestFixture]
public sealed class TripToLisbon
{
    private Conversation _conversation = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _conversation = await Conversation.StartAsync("trip-to-lisbon", new TravelDesk());

    [OneTimeTearDown]
    public async Task EndAsync() => await _conversation.DisposeAsync();

    [Test]
    public async Task Learns_the_destination()
    {
        var turn = await _conversation.SayAsync("My destination is Lisbon.");

        Assert.That(turn.Success, Is.True);
    }

    [Test]
    [DependsOnTest(nameof(Learns_the_destination), AllowFailure = true)]
    public async Task Remembers_the_destination()
    {
        Need(nameof(Learns_the_destination));
        var turn = await _conversation.SayAsync("What is my destination?");

        Assert.That(turn.Text, Does.Contain("Lisbon"));
        Assert.That(turn.CarriedIn, Is.EqualTo(2));
    }

    private void Need(string name)
    {
        switch (_conversation.Turns.LastOrDefault(turn => turn.Name == name))
        {
            case null:
                Assert.Fail($"The turn {name} has not run. Run it too.");
                break;
            case { Error: { } error }:
                Assert.Ignore($"blocked by {name}: {error.Message}");
                break;
        }
    }
}

// snippet: end

// snippet: nunit-inline
public sealed class TripInOneTest
{
    [Test]
    public async Task The_destination_is_remembered()
    {
        await using var conversation = await Conversation.StartAsync("trip-in-one-test", new TravelDesk());

        await conversation.SayAsync("My destination is Lisbon.");
        var turn = await conversation.SayAsync("What is my destination?");

        Assert.That(turn.Text, Does.Contain("Lisbon"));
    }
}

// snippet: end
