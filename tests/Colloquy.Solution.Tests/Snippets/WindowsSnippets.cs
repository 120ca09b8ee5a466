using Colloquy.Offline;
using Colloquy.Tokenizers;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/windows.md, compiled and run on the offline stand-in.</summary>
public sealed class WindowsSnippets
{
    [Fact]
    public async Task The_code_of_the_page_on_windows_does_what_the_page_says()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ines"));
        using var chatClient = new OfflineChatClient();
        using var cheapModel = new OfflineChatClient();
        await session.AddAsync([new(ChatRole.User, "I am Ines."), new(ChatRole.Assistant, "Hello, Ines."), new(ChatRole.User, "Thanks."), new(ChatRole.Assistant, "You are welcome.")]);

        // snippet: windows-agent
        var agent = new Agent(chatClient)
        {
            Instructions = "Help customers. Be brief.",      // never part of the window
            Window = [new ShortenToolResultsStrategy(2_000), new TokenBudgetStrategy(50_000), new SummarizeOldStrategy(cheapModel)],
        };

        await agent.RunAsync("Where is order 4711?", session, new() { Window = [new NewestTurnsStrategy(3)] });     // a different window for this run

        // snippet: end
        Assert.Equal(5, (await session.Window.ExplainAsync((await session.GetItemsAsync(1))[0].Position)).Messages.Count);
        Assert.Equal(4, (await session.Window.PreviewAsync([new WithoutThanks()])).Messages.Count);
        await PinAsync(session);
        await ExplainAsync(agent, session);
    }

    [Fact]
    public void A_window_counts_exactly_for_a_model_with_an_encoding()
    {
        // snippet: windows-tokenizers
        var counter = ModelTokenCounter.ForModel("openai/gpt-5-mini");      // o200k_base; for a model without a known encoding, the estimate
        var window = new WindowPipeline(new TokenBudgetStrategy(50_000)) { Counter = counter };

        // snippet: end
        Assert.False(window.Counter.IsEstimate);
        Assert.True(ModelTokenCounter.ForModel("anthropic/claude-sonnet-5").IsEstimate);
    }

    private static async Task PinAsync(Session session)
    {
        // snippet: windows-pins
        var items = await session.GetItemsAsync();
        await session.Window.PinAsync(items[0].Position);           // every window contains the message and its whole exchange
        var pins = await session.Window.ListPinsAsync();
        await session.Window.UnpinAsync(items[0].Position);

        // snippet: end
        Assert.Equal(items[0].Position, Assert.Single(pins));
        Assert.Empty(await session.Window.ListPinsAsync());
    }

    private static async Task ExplainAsync(Agent agent, Session session)
    {
        // snippet: windows-explain
        var answer = (await session.GetItemsAsync(limit: 1))[0];
        var why = await session.Window.ExplainAsync(answer.Position);
        Console.WriteLine($"{why.Call.Model} was shown {why.Messages.Count} messages, told: {why.Instructions}");

        var report = await session.Window.PreviewAsync(agent.Window);
        foreach (var row in report.Rows)
            Console.WriteLine($"{row.Positions} {(row.IsShown ? "in" : "out")}: {row.Reason}");

        // snippet: end
        Assert.Equal("Help customers. Be brief.", why.Instructions);
        Assert.Equal(6, report.Rows.Count);
        Assert.All(report.Rows, row => Assert.True(row is { IsShown: true, IsAdded: false }));
    }

    // snippet: windows-strategy
    sealed class WithoutThanks : CompactionStrategy
    {
        public override ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
        {
            context.ForEach(group =>
            {
                if (group.Messages[0].Text is "Thanks." or "You are welcome.")
                    group.LeaveOut("small talk");
            });
            return ValueTask.CompletedTask;
        }
    }

    // snippet: end
}
