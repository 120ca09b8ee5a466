using System.Text.Json;
using Colloquy;
using Colloquy.Offline;

namespace Subject.Docs.ComingFrom;

// snippet: pytest-variants-setup
public sealed class FlightDesk : IConversationSetup
{
    public void Configure(ConversationBuilder conversation)
    {
        var model = conversation.Variant;
        conversation
            .AddToolHost(new InProcessToolHost("flights", new Flights().Tools))
            .UseAgent(parts => new Agent(parts.Client(() => new FlightModel(model))) { Name = $"flights with {model}", Tools = parts.Tools });
    }
}

// snippet: end

public sealed class Flights
{
    private readonly List<string> _booked = [];

    public IReadOnlyList<AIFunction> Tools =>
    [
        AIFunctionFactory.Create((string city) => new[] { new { number = "TP571", city, leaves = "07:10" }, new { number = "TP577", city, leaves = "18:45" } }, "find_flights"),
        AIFunctionFactory.Create((string number) => { _booked.Add(number); return new { booked = number }; }, "book_flight"),
        AIFunctionFactory.Create(() => _booked, "get_bookings"),
    ];
}

/// <summary>Two stand-ins for models: one says much, the other little. 'the earlier one' is known from the flights of an earlier turn only.</summary>
public sealed class FlightModel(string? name) : DelegatingChatClient(new OfflineChatClient(
[
    new("Show flights", request => Show(request, name)),
    new("Book the earlier one", request => Book(request, name)),
]))
{
    private static OfflineAnswer? Show(OfflineRequest request, string? name)
    {
        if (!request.Text.StartsWith("Which flights", StringComparison.Ordinal))
            return null;
        if (request.RunsOfThisTurn is not [.., var found])
            return OfflineAnswer.Call(new OfflineCall("find_flights", new Dictionary<string, object?> { ["city"] = "Lisbon" }));

        var flights = string.Join(" and ", JsonElement.Parse(found.Text).EnumerateArray().Select(flight => $"{flight.GetProperty("number").GetString()} at {flight.GetProperty("leaves").GetString()}"));
        return OfflineAnswer.Say(name == "model-a" ? $"{flights}." : $"Gladly! I found {flights}. Which one do you prefer?");
    }

    private static OfflineAnswer? Book(OfflineRequest request, string? name)
    {
        if (!request.Text.Contains("earlier one", StringComparison.Ordinal))
            return null;
        if (request.RunsOfThisTurn is [.., var booked])
            return OfflineAnswer.Say($"{JsonElement.Parse(booked.Text).GetProperty("booked").GetString()} is booked.{(name == "model-a" ? "" : " Have a good journey!")}");

        return request.Runs.LastOrDefault(run => run.Tool == "find_flights") is { } found
            ? OfflineAnswer.Call(new OfflineCall("book_flight", new Dictionary<string, object?> { ["number"] = JsonElement.Parse(found.Text)[0].GetProperty("number").GetString() }))
            : OfflineAnswer.Say("Which flight do you mean?");
    }
}
