using System.Text.Json;
using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/coming-from/agnt5.md on transcripts, pruning and retention, compiled and run with the offline stand-in for a model.</summary>
public sealed class FromAgnt5RetentionSnippets : IDisposable
{
    private readonly InMemorySessionStore _store = new();
    private readonly OfflineChatClient _model = new();
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public async Task A_session_is_exported_audited_and_pruned()
    {
        var (store, chatClient, path) = (_store, _model, _path);
        var session = await store.OpenAsync(new SessionKey("accident-12", user: "harbour-master"), new OpenSessionOptions { Retention = new RetentionPolicy { Ttl = TimeSpan.FromDays(400) } });
        await session.SetMetadataAsync("ship", "Curlew");
        await session.SetMetadataAsync("quay", "north");
        await new Agent(chatClient) { Name = "clerk" }.RunAsync("A crane touched the bridge of the ship", session);

        // snippet: agnt5-audit
        await using (var file = File.Create(path))
            await session.Documents.WriteTranscriptAsync(file);                             // one line of JSON for each message

        var query = new EventQuery { Since = DateTimeOffset.UnixEpoch, Limit = 20 };
        await foreach (var happened in session.ReadEventsAsync(query))            // every entry of the log, undone ones too
            Console.WriteLine($"{happened.Position} {happened.Kind} {happened.Author}");

        await session.Retention.PruneAsync(PruneStrategy.KeepLast(50));                     // removes what older messages say

        // snippet: end
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(["user", "assistant"], lines.Select(line => JsonElement.Parse(line).GetProperty("role").GetString()));
        Assert.All(lines, line => Assert.True(JsonElement.Parse(line).TryGetProperty("timestamp", out _) && JsonElement.Parse(line).TryGetProperty("message", out _) && JsonElement.Parse(line).TryGetProperty("metadata", out _)));
        Assert.Contains(await session.ReadEventsAsync(query).ToListAsync(), happened => happened.Kind == EntryKind.Message && happened.Author == "clerk");
        Assert.Equal(2, (await session.GetItemsAsync()).Count);
        Assert.Equal(TimeSpan.FromDays(400), (await store.FindAsync(session.Key))!.Record.Retention?.Ttl);
    }

    [Fact]
    public async Task A_long_session_is_pruned_by_each_strategy()
    {
        var (store, chatClient) = (_store, _model);
        var session = await store.OpenAsync(new SessionKey("radio-log", user: "curlew"));
        for (var i = 0; i < 120; i++)
            await session.AddAsync([new ChatMessage(ChatRole.User, $"Question {i}?"), new ChatMessage(ChatRole.Assistant, $"Answer {i}.")]);
        await session.Window.PinAsync((await session.GetItemsAsync())[0].Position);

        // snippet: agnt5-prune
        await session.Retention.PruneAsync(PruneStrategy.KeepImportant(chatClient));                    // a model scores the messages
        await session.Retention.PruneAsync(PruneStrategy.SlidingWindow(100));
        await session.Retention.PruneAsync(PruneStrategy.SummarizeOld(chatClient, messages: 50));       // a model writes a summary

        // snippet: end
        var items = await session.GetItemsAsync();
        Assert.InRange(items.Count, 50, 60);
        Assert.Equal("Question 0?", items[0].Text);
        Assert.Equal("Answer 119.", items[^1].Text);
        Assert.Equal(120, await session.Turns.CountAsync());
    }

    [Fact]
    public async Task Policies_are_kept_and_enforced()
    {
        var store = _store;

        var accident = await store.OpenAsync(new SessionKey("accident-13"), new OpenSessionOptions
        {
            Retention = new RetentionPolicy { Ttl = TimeSpan.FromDays(3650), Immutable = true },      // nothing is removed for ten years
        });
        var radio = await store.OpenAsync(new SessionKey("radio-day-61"), new OpenSessionOptions
        {
            Retention = new RetentionPolicy
            {
                Ttl = TimeSpan.FromDays(2),
                AutoPrune = true,                                     // a RetentionSweeper acts on the policy
                Strategy = RetentionStrategy.SlidingWindow,
                MaxMessages = 300,
            },
        });

        await Assert.ThrowsAsync<SessionImmutableException>(() => accident.DeleteAsync());
        await Assert.ThrowsAsync<SessionImmutableException>(() => accident.Retention.PruneAsync(PruneStrategy.KeepLast(1)));
        Assert.Equal(300, radio.Record.Retention?.MaxMessages);
        var brief = await store.OpenAsync(new SessionKey("radio-check"), new OpenSessionOptions { Retention = new RetentionPolicy { Ttl = TimeSpan.FromDays(1), AutoPrune = true } });
        Assert.True(await brief.DeleteAsync());
    }

    public void Dispose() => File.Delete(_path);
}
