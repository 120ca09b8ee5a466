using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The code of docs/retention.md.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class RetentionSnippets
{
    [Fact]
    public async Task Policies_for_patients_and_for_a_kiosk()
    {
        // snippet: retention-examples
        var clinical = new OpenSessionOptions
        {
            Retention = new RetentionPolicy { Ttl = TimeSpan.FromDays(2192), Immutable = true, AutoPrune = false },
        };
        var ephemeral = new OpenSessionOptions
        {
            Retention = new RetentionPolicy { Ttl = TimeSpan.FromHours(1), AutoPrune = true, Strategy = RetentionStrategy.KeepLast, MaxMessages = 20 },
        };
        // snippet: end

        await using var store = new InMemorySessionStore();
        var patient = await store.OpenAsync(new SessionKey("patient"), clinical);
        var kiosk = await store.OpenAsync(new SessionKey("kiosk"), ephemeral);
        await Assert.ThrowsAsync<SessionImmutableException>(() => patient.DeleteAsync());
        Assert.True(await kiosk.DeleteAsync());
    }

    [Fact]
    public async Task Policies()
    {
        await using var store = new InMemorySessionStore();

        // snippet: retention-policies
        var accident = await store.OpenAsync(new SessionKey("accident-13"), new OpenSessionOptions
        {
            Retention = new RetentionPolicy { Ttl = TimeSpan.FromDays(3650), AutoPrune = false, Immutable = true },   // 10 years
        });
        var radio = await store.OpenAsync(new SessionKey("radio-day-61"), new OpenSessionOptions
        {
            Retention = new RetentionPolicy { Ttl = TimeSpan.FromDays(14), AutoPrune = true, Strategy = RetentionStrategy.SlidingWindow, MaxMessages = 300 },
        });
        // snippet: end

        await Assert.ThrowsAsync<SessionImmutableException>(() => accident.DeleteAsync());
        Assert.Equal(300, radio.Record.Retention!.MaxMessages);
    }

    [Fact]
    public async Task Pruning_sweeping_and_audit()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("radio-log", "curlew"), new OpenSessionOptions { Retention = new RetentionPolicy { AutoPrune = true, Strategy = RetentionStrategy.KeepLast, MaxMessages = 2 } });
        for (var i = 1; i <= 150; i++)
            await session.AddAsync([new(ChatRole.User, $"question {i}"), new(ChatRole.Assistant, $"answer {i}")]);
        using var chatClient = new Judge();

        // snippet: retention-hold
        await session.Retention.HoldAsync("case 17", "Requested by the court on 2 March", by: "counsel");
        await session.Retention.LiftHoldAsync("case 17");
        // snippet: end

        // snippet: retention-prune
        await session.Retention.PruneAsync(PruneStrategy.KeepLast(50));
        await session.Retention.PruneAsync(PruneStrategy.SlidingWindow(100));
        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(chatClient, messages: 50), by: "ines");
        await session.Retention.PruneAsync(PruneStrategy.KeepImportant(chatClient));
        // snippet: end

        Assert.Equal(21, (await session.GetItemsAsync()).Count);

        // snippet: retention-sweep
        var sweeper = new RetentionSweeper(store, new RetentionSweeperOptions { Client = chatClient });
        await foreach (var swept in sweeper.SweepAsync())
            Console.WriteLine($"{swept.Key.Id}: {swept.Outcome}");   // Deleted, Pruned, Expired, Held, Busy, Failed
        // snippet: end

        Assert.Equal(2, (await session.GetItemsAsync()).Count);
        var path = Path.GetTempFileName();

        // snippet: retention-audit
        await using (var file = File.Create(path))
            await session.Documents.WriteTranscriptAsync(file);   // a line of JSON for each message

        var since = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        await foreach (var happened in session.ReadEventsAsync(new EventQuery { Since = since, Limit = 100 }))
            Console.WriteLine($"{happened.Position} {happened.At:u} {happened.Kind} {happened.Author}");
        // snippet: end

        Assert.Equal(300, (await File.ReadAllLinesAsync(path)).Length);
        File.Delete(path);
    }

    /// <summary>Finds the first part of what it is shown important, and nothing else.</summary>
    private sealed class Judge : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, """{"scores": [{"part": 1, "score": 9, "reason": "it matters"}]}""")));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
