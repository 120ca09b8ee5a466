using System.Text.Json;
using Colloquy.Models;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/coming-from/agnt5.md on export, pruning and retention, compiled and run with the offline stand-in for a model.</summary>
public sealed class Agnt5RetentionSnippets : IDisposable
{
    private readonly InMemorySessionStore _store = new();
    private readonly OfflineChatClient _model = new();
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public async Task A_session_is_exported_audited_and_pruned()
    {
        var (store, chatClient, path) = (_store, _model, _path);

        // snippet: agnt5-audit
        // Open a session with metadata for the audit, kept for two years
        var session = await store.OpenAsync(
            new SessionKey("compliance-audit-001", user: "analyst-789"),
            new SessionOptions { Retention = new RetentionPolicy { Ttl = TimeSpan.FromDays(730) } });
        await session.SetMetadataAsync("regulation", "SOC2");
        await session.SetMetadataAsync("audit_period", "Q4-2024");
        await session.SetMetadataAsync("auditor", "external-firm");

        // Everything that happens is recorded
        var agent = new Agent(chatClient) { Name = "data_analyst" };
        await agent.RunAsync("Analyze user access patterns", session);

        // A transcript for the review: timestamp, role, message, metadata, toolCalls in each line
        await using (var file = File.Create(path))
            await session.WriteTranscriptAsync(file);

        // What happened since a time
        var since = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var recentEvents = await session.ReadEventsAsync(new EventQuery { Since = since, Limit = 100 }).ToListAsync();

        // Remove what old messages said; headers and hashes stay
        await session.PruneAsync(PruneStrategy.KeepLast(50));

        // snippet: end
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(["user", "assistant"], lines.Select(line => JsonElement.Parse(line).GetProperty("role").GetString()));
        Assert.All(lines, line => Assert.True(JsonElement.Parse(line).TryGetProperty("timestamp", out _) && JsonElement.Parse(line).TryGetProperty("message", out _) && JsonElement.Parse(line).TryGetProperty("metadata", out _)));
        Assert.Contains(recentEvents, happened => happened.Kind == EntryKind.Message && happened.Author == "data_analyst");
        Assert.Equal(2, (await session.GetItemsAsync()).Count);
        Assert.Equal(TimeSpan.FromDays(730), (await store.FindAsync(session.Key))!.Record.Retention?.Ttl);
    }

    [Fact]
    public async Task A_long_session_is_pruned_by_each_strategy()
    {
        var (store, chatClient) = (_store, _model);
        var session = await store.OpenAsync(new SessionKey("long-conversation-456", user: "user-123"));
        for (var i = 0; i < 120; i++)
            await session.AddAsync([new ChatMessage(ChatRole.User, $"Question {i}?"), new ChatMessage(ChatRole.Assistant, $"Answer {i}.")]);
        await session.PinAsync((await session.GetItemsAsync())[0].Position);

        // snippet: agnt5-prune
        await session.PruneAsync(PruneStrategy.KeepImportant(chatClient));                    // a model scores
        await session.PruneAsync(PruneStrategy.SlidingWindow(100));
        await session.PruneAsync(PruneStrategy.SummarizeOld(chatClient, messages: 50));       // a model sums up

        // snippet: end
        var items = await session.GetItemsAsync();
        Assert.InRange(items.Count, 50, 60);
        Assert.Equal("Question 0?", items[0].Text);
        Assert.Equal("Answer 119.", items[^1].Text);
        Assert.Equal(120, await session.CountTurnsAsync());
    }

    [Fact]
    public async Task Policies_are_kept_and_enforced()
    {
        var store = _store;

        // snippet: agnt5-compliance
        var healthcare = await store.OpenAsync(new SessionKey("healthcare-session"), new SessionOptions
        {
            Retention = new RetentionPolicy
            {
                Ttl = TimeSpan.FromDays(2555),   // 7 years (HIPAA)
                AutoPrune = false,               // by hand
                Immutable = true,                // nothing is taken away before
            },
        });

        // snippet: end

        // snippet: agnt5-performance
        var chat = await store.OpenAsync(new SessionKey("chat-session"), new SessionOptions
        {
            Retention = new RetentionPolicy
            {
                Ttl = TimeSpan.FromDays(30),     // 30 days
                AutoPrune = true,                // the sweeper acts
                Strategy = RetentionStrategy.SlidingWindow,
                MaxMessages = 1000,
            },
        });

        // snippet: end

        // snippet: agnt5-lifecycle
        // For regulated industries
        var medical = await store.OpenAsync(new SessionKey("medical-consultation"), new SessionOptions
        {
            Retention = new RetentionPolicy { Ttl = TimeSpan.FromDays(2555), Immutable = true },
        });

        // For ephemeral conversations
        var temporary = await store.OpenAsync(new SessionKey("temp-chat"), new SessionOptions
        {
            Retention = new RetentionPolicy { Ttl = TimeSpan.FromDays(1), AutoPrune = true },
        });

        // snippet: end
        await Assert.ThrowsAsync<ImmutableSessionException>(() => healthcare.DeleteAsync());
        await Assert.ThrowsAsync<ImmutableSessionException>(() => medical.PruneAsync(PruneStrategy.KeepLast(1)));
        Assert.Equal(1000, chat.Record.Retention?.MaxMessages);
        Assert.True(await temporary.DeleteAsync());
    }

    public void Dispose() => File.Delete(_path);
}
