using System.Globalization;
using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/usage.md, compiled and run on the offline stand-in.</summary>
public sealed class UsageSnippets
{
    [Fact]
    public async Task The_code_of_the_page_on_usage_does_what_the_page_says()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ines@works.example", app: "support"));
        using var chatClient = new OfflineChatClient();
        await new Agent(chatClient).RunAsync("My name is Ines.", session);
        await new Agent(chatClient).RunAsync("What is my name?", session);

        // snippet: usage-session
        var usage = await session.Usage.GetAsync();
        Console.WriteLine($"{usage.Calls} model calls, {usage.InputTokens} in, {usage.OutputTokens} out, {usage.TotalTokens} in all: ${usage.Cost}");

        foreach (var turn in await session.Usage.GetAsync(UsageBy.Turn))
            Console.WriteLine($"the turn at {turn.TurnStart}: {turn.Totals.Calls} calls, {turn.Totals.TotalTokens} tokens");
        foreach (var row in await session.Usage.GetBranchAsync(UsageBy.Model))
            Console.WriteLine($"{row.Key} on this branch: {row.Totals.TotalTokens} tokens");

        // snippet: end
        Assert.Equal((2, 0, 0), (usage.Calls, usage.Cost, usage.UnpricedCalls));
        Assert.Equal(usage.TotalTokens, (await session.Usage.GetAsync(UsageBy.Turn)).Sum(turn => turn.Totals.TotalTokens));
        await OwnerAsync(store);
        await LimitAsync(chatClient, session);
    }

    [Fact]
    public async Task A_price_file_is_read_as_the_page_says()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s"));
        using var chatClient = new OfflineChatClient();
        var folder = Directory.CreateTempSubdirectory("colloquy-");
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs", "usage.md"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "prices.json"), page.Split("```json")[1].Split("```")[0]);

        var agent = await PriceAsync(Path.Combine(folder.FullName, "prices.json"), chatClient, session);

        Assert.Equal(("2026-05-01", 0.025m), (agent.Prices.AsOf, agent.Prices.Find("openai", "gpt-5-mini-2025-08-07")?.CachedInput));
        folder.Delete(recursive: true);
    }

    private static async Task<Agent> PriceAsync(string path, OfflineChatClient chatClient, Session session)
    {
        // snippet: usage-prices
        var prices = PriceTable.Load(path);                 // such as the file above
        var agent = new Agent(chatClient) { Prices = prices };
        var totals = await session.Usage.GetAsync(prices: prices);
        foreach (var model in totals.ModelsWithoutPrice)
            Console.WriteLine($"No price for {model}.");

        // snippet: end
        return agent;
    }

    private static async Task OwnerAsync(InMemorySessionStore store)
    {
        // snippet: usage-owner
        var begin = DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture);
        var ines = new SessionOwner("ines@works.example", app: "support");
        Console.WriteLine($"Ines spent ${(await store.GetUsageAsync(ines, new UsageQuery { Since = begin })).Cost}");
        foreach (var row in await store.GetUsageAsync(ines, UsageBy.Session))
            Console.WriteLine($"{row.Key}: {row.Totals.TotalTokens} tokens");

        // snippet: end
        Assert.Equal(2, (await store.GetUsageAsync(ines)).Calls);

        // snippet: usage-directory
        ISessionDirectory directory = store;
        foreach (var row in await directory.GetUsageAsync(SessionSelection.OfApp("support"), UsageBy.User))
            Console.WriteLine($"{row.Key}: ${row.Totals.Cost}");

        // snippet: end
        Assert.Equal("ines@works.example", Assert.Single(await directory.GetUsageAsync(SessionSelection.All, UsageBy.User)).Key);
    }

    private static async Task LimitAsync(OfflineChatClient chatClient, Session session)
    {
        // snippet: usage-limits
        var limited = new Agent(chatClient)
        {
            UsageLimits =
            [
                new() { Tokens = 50 },
                new() { Scope = Scope.User, Per = TimeSpan.FromDays(1), Cost = 5.00m },
            ],
        };

        try
        {
            await limited.RunAsync("One more question.", session);
        }
        catch (TurnLimitException e) when (e.Limit == RunLimit.Usage)
        {
            Console.WriteLine($"{e.Spent?.TotalTokens} tokens are spent; more from {e.FreesAt?.ToString() ?? "no day on"}.");
        }

        // snippet: end
        Assert.Equal(TurnStatus.Limited, (await session.Turns.ReadAsync().FirstAsync()).Status);
        Assert.Equal(2, (await session.Usage.GetAsync()).Calls);
    }
}
