using Colloquy.Models;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/several-agents.md, compiled and run on the offline stand-in.</summary>
public sealed class SeveralAgentsSnippets
{
    private enum Category
    {
        Billing,
        Technical,
    }

    [Fact]
    public async Task The_code_of_the_page_on_several_agents_does_what_the_page_says()
    {
        await using var store = new InMemorySessionStore();
        using var chatClient = new OfflineChatClient([new OfflineRule("Hand over invoices", HandOver)]);
        await ShareAsync(chatClient, await store.OpenAsync(new SessionKey("shared")));
        await HandOverAsync(chatClient, await store.OpenAsync(new SessionKey("handoff")), await store.OpenAsync(new SessionKey("inquiry")));
        await StateAsync(await store.OpenAsync(new SessionKey("state")));
    }

    private static async Task ShareAsync(IChatClient chatClient, Session session)
    {
        var paperSearch = AIFunctionFactory.Create((string topic) => $"Three papers on {topic}.", "search_papers", "Searches papers on a topic.");

        // snippet: several-shared
        var researcher = new Agent(chatClient) { Name = "researcher", Instructions = "Find papers.", Tools = [paperSearch] };
        var writer = new Agent(chatClient) { Name = "writer", Instructions = "Write reports.", Window = [Visibility.Answers, new TokenBudget(100_000)] };

        await researcher.RunAsync("Find recent papers on quantum error correction.", session);
        var report = await writer.RunAsync("Write a report of the findings.", session);

        // snippet: end
        Assert.DoesNotContain(report.Conversation, message => message.Role == ChatRole.Tool);
        Assert.Contains(report.Conversation, message => message.AuthorName == "researcher");
        await NestAsync(chatClient, researcher, session);
    }

    private static async Task NestAsync(IChatClient chatClient, Agent researcher, Session session)
    {
        // snippet: several-tool
        var lead = new Agent(chatClient)
        {
            Name = "lead",
            Tools = [researcher.AsTool("research", "Finds papers on a topic.")],
        };

        var result = await lead.RunAsync("Please research quantum error correction.", session);

        // snippet: end
        Assert.Equal(TurnStatus.Completed, result.Status);
    }

    private static async Task HandOverAsync(IChatClient chatClient, Session session, Session inquiry)
    {
        // snippet: several-handoff
        var billing = new Agent(chatClient) { Name = "billing", Instructions = "You are the billing specialist." };
        var technical = new Agent(chatClient) { Name = "technical", Instructions = "You are the technical specialist." };
        var router = new Agent(chatClient)
        {
            Name = "router",
            Instructions = "Find out what the matter is, and hand over to who knows about it.",
            Handoffs = [billing, new Handoff(technical) { Description = "For errors and crashes.", Window = [Visibility.Own, new TokenBudget(100_000)] }],
        };

        var answer = await router.RunAsync("My invoice is wrong.", session);
        Console.WriteLine($"{answer.Agent}: {answer.Text}");

        var next = await router.RunAsync("And the one of May?", session);         // goes to billing, also after a restart
        Console.WriteLine(await session.GetActiveAgentAsync());

        // snippet: end
        Assert.Equal(("billing", "billing", "billing"), (answer.Agent, next.Agent, await session.GetActiveAgentAsync()));

        // snippet: several-routing
        var coordinator = new Agent(chatClient) { Name = "coordinator", Instructions = "Classify the inquiry." };
        var routing = await coordinator.RunAsync<Routing>("How do I upgrade my subscription?", inquiry);

        var specialist = routing.Value.Category == Category.Billing ? billing : technical;
        var solved = await specialist.RunAsync("Continue from the coordinator's analysis.", inquiry);

        // snippet: end
        Assert.Equal(2, solved.Turn);
        Assert.True(solved.CarriedIn >= 2);
    }

    private static async Task StateAsync(Session session)
    {
        // snippet: several-state
        await session.State.SetAsync("workflow_stage", "research");
        await session.State.SetAsync("agent_outputs/researcher", new Output("completed", 3));

        var stage = await session.State.GetAsync<string>("workflow_stage");
        var found = await session.State.GetAsync<Output>("agent_outputs/researcher");

        // snippet: end
        Assert.Equal(("research", new Output("completed", 3)), (stage, found));
    }

    private static OfflineAnswer? HandOver(OfflineRequest request) =>
        request.Text.Contains("invoice", StringComparison.Ordinal) && request.Runs.Count == 0 && request.Tools.Any(tool => tool.Name == "transfer_to_billing")
            ? OfflineAnswer.Call([new OfflineCall("transfer_to_billing", new Dictionary<string, object?> { ["reason"] = "It is about an invoice." })])
            : null;

    private sealed record Routing(Category Category);

    private sealed record Output(string Status, int Findings);
}
