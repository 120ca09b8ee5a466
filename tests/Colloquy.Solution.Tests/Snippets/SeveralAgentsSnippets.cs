using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/several-agents.md, compiled and run on the offline stand-in.</summary>
public sealed class SeveralAgentsSnippets
{
    private enum Officer
    {
        Pilots,
        Berths,
    }

    [Fact]
    public async Task The_code_of_the_page_on_several_agents_does_what_the_page_says()
    {
        await using var store = new InMemorySessionStore();
        using var chatClient = new OfflineChatClient([new OfflineRule("Hand over berths", HandOver)]);
        await ShareAsync(chatClient, await store.OpenAsync(new SessionKey("shared")));
        await HandOverAsync(chatClient, await store.OpenAsync(new SessionKey("handoff")), await store.OpenAsync(new SessionKey("visit")));
        await StateAsync(await store.OpenAsync(new SessionKey("state")));
    }

    private static async Task ShareAsync(IChatClient chatClient, Session session)
    {
        var hullRecords = AIFunctionFactory.Create((string ship) => $"Three records of {ship}.", "read_hull_records", "Reads what was seen of a hull.");

        // snippet: several-shared
        var surveyor = new Agent(chatClient) { Name = "surveyor", Instructions = "You judge hulls by their records.", Tools = [hullRecords] };
        var clerk = new Agent(chatClient) { Name = "clerk", Instructions = "You write reports.", Window = [Visibility.Answers, new TokenBudgetStrategy(100_000)] };

        await surveyor.RunAsync("Read the hull records of 'Sandpiper'.", session);
        var report = await clerk.RunAsync("Write the report.", session);

        // snippet: end
        Assert.DoesNotContain(report.Conversation, message => message.Role == ChatRole.Tool);
        Assert.Contains(report.Conversation, message => message.AuthorName == "surveyor");
        await NestAsync(chatClient, surveyor, session);
    }

    private static async Task NestAsync(IChatClient chatClient, Agent surveyor, Session session)
    {
        // snippet: several-tool
        var lead = new Agent(chatClient)
        {
            Name = "lead",
            Tools = [surveyor.AsTool("survey", "Judges the hull of a ship.")],
        };

        var result = await lead.RunAsync("Please survey the hull of 'Sandpiper'.", session);

        // snippet: end
        Assert.Equal(TurnStatus.Completed, result.Status);
    }

    private static async Task HandOverAsync(IChatClient chatClient, Session session, Session visit)
    {
        // snippet: several-handoff
        var berths = new Agent(chatClient) { Name = "berths", Instructions = "You are the berth officer." };
        var pilots = new Agent(chatClient) { Name = "pilots", Instructions = "You are the pilot officer." };
        var office = new Agent(chatClient)
        {
            Name = "office",
            Instructions = "You answer the radio. Pass each ship to the officer who can help it.",
            Handoffs = [berths, new Handoff(pilots) { Description = "For pilots and tides.", Window = [Visibility.Own, new TokenBudgetStrategy(100_000)] }],
        };

        var answer = await office.RunAsync("We need a longer quay.", session);
        Console.WriteLine($"{answer.Agent}: {answer.Text}");

        var next = await office.RunAsync("And when may we leave it?", session);       // goes to berths, also after a restart
        Console.WriteLine(await session.GetActiveAgentAsync());

        // snippet: end
        Assert.Equal(("berths", "berths", "berths"), (answer.Agent, next.Agent, await session.GetActiveAgentAsync()));

        // snippet: several-routing
        var dispatcher = new Agent(chatClient) { Name = "dispatcher", Instructions = "Say which officer a call is for." };
        var call = await dispatcher.RunAsync<Call>("Where can we moor?", visit);

        var officer = call.Value.Officer == Officer.Berths ? berths : pilots;
        var answered = await officer.RunAsync("Answer the ship.", visit);

        // snippet: end
        Assert.Equal(2, answered.TurnNumber);
        Assert.True(answered.CarriedIn >= 2);
    }

    private static async Task StateAsync(Session session)
    {
        // snippet: several-state
        await session.State.SetAsync("next_part", "hull");
        await session.State.SetAsync("notes/surveyor", new Note("written", 3));

        var next = await session.State.GetAsync<string>("next_part");
        var note = await session.State.GetAsync<Note>("notes/surveyor");

        // snippet: end
        Assert.Equal(("hull", new Note("written", 3)), (next, note));
    }

    private static OfflineAnswer? HandOver(OfflineRequest request) =>
        request.Text.Contains("quay", StringComparison.Ordinal) && request.Runs.Count == 0 && request.Tools.Any(tool => tool.Name == "transfer_to_berths")
            ? OfflineAnswer.Call([new OfflineCall("transfer_to_berths", new Dictionary<string, object?> { ["reason"] = "It is about a quay." })])
            : null;

    private sealed record Call(Officer Officer);

    private sealed record Note(string State, int Records);
}
