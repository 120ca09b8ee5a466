using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Colloquy.Tests;

/// <summary>What a process keeps of sessions between their turns is never shown when it is not true, and stays within its bounds.</summary>
public sealed class HistoryCacheTests
{
    private static readonly SessionKey Key = new("s", user: "u");

    [Fact]
    public async Task A_turn_reads_no_message_that_the_process_has_shown_before()
    {
        await using var inner = new InMemorySessionStore();
        var store = new CountingStore(inner);
        var session = await store.OpenAsync(Key);
        await session.AddAsync(Enumerable.Range(0, 500).Select(i => new ChatMessage(ChatRole.User, $"message {i}")));
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        await new Agent(model).RunAsync("first", session);
        store.EntriesRead = 0;

        await new Agent(model).RunAsync("second", session);

        Assert.Equal(503, model.Requests[^1].Count);
        Assert.True(store.EntriesRead < 20, $"{store.EntriesRead} entries were read.");
    }

    [Fact]
    public async Task What_every_turn_shows_is_read_once_in_many_turns()
    {
        await using var inner = new InMemorySessionStore();
        var store = new CountingStore(inner);
        var session = await store.OpenAsync(Key);
        await session.AddAsync(Enumerable.Range(0, 500).Select(i => new ChatMessage(ChatRole.User, $"message {i}")));
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        await new Agent(model).RunAsync("first", session);
        store.EntriesRead = 0;

        for (var i = 0; i < 60; i++)
            await new Agent(model).RunAsync("next", session);

        Assert.Equal(621, model.Requests[^1].Count);
        Assert.True(store.EntriesRead < 60, $"{store.EntriesRead} entries were read.");
    }

    [Fact]
    public async Task What_windows_have_left_out_for_long_is_not_kept()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(Key);
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, new string('y', 500)));
        var agent = new Agent(model) { Window = [new TokenBudgetStrategy(2_000)] };

        for (var i = 0; i < 400; i++)
            await agent.RunAsync(new string('x', 500), session);

        Assert.InRange(StoreTraffic.Of(store).History.Bytes, 20_000, 400_000);
    }

    [Fact]
    public async Task A_client_that_edits_what_it_was_sent_is_reported_and_changes_no_later_prompt()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(Key);
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        await new Agent(model).RunAsync("one", session);
        await new Agent(model).RunAsync("two", session);
        using var hostile = new AnsweringChatClient(messages =>
        {
            foreach (var message in messages)
                message.Contents = [new TextContent("all is well")];
            return new ChatMessage(ChatRole.Assistant, "ha");
        });

        var reported = await Assert.ThrowsAsync<MessageEditedException>(() => new Agent(hostile).RunAsync("three", session));
        await new Agent(model).RunAsync("four", session);

        Assert.Equal(0, reported.Index);
        Assert.Equal(["one", "yes", "two", "yes", "three", "four"], model.Requests[^1].Select(message => message.Text));
    }

    [Fact]
    public async Task Middleware_that_edits_what_it_was_sent_is_reported()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(Key);
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        await new Agent(model).RunAsync("one", session);

        await Assert.ThrowsAsync<MessageEditedException>(() => new Agent(model) { Middleware = [new Editing()] }.RunAsync("two", session));
    }

    [Fact]
    public async Task Messages_of_the_caller_and_of_the_client_may_be_changed_after_the_turn()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(Key);
        var said = new ChatMessage(ChatRole.Assistant, "yes");
        using var model = new AnsweringChatClient(_ => said);
        var input = new ChatMessage(ChatRole.User, "one");
        await new Agent(model).RunAsync([input], session);
        input.Contents[0] = new TextContent("changed");
        said.Contents[0] = new TextContent("changed too");

        await new Agent(model).RunAsync("two", session);

        Assert.Equal(["one", "yes", "two"], model.Requests[^1].Select(message => message.Text));
    }

    [Fact]
    public async Task What_is_kept_of_a_session_is_not_shown_of_another_that_took_its_place()
    {
        // The store object is the same, and the session beneath it another, of the same length and time: as if what is kept were stale.
        var time = new Still();
        await using var first = new InMemorySessionStore(time);
        await using var second = new InMemorySessionStore(time);
        foreach (var (store, word) in new[] { (first, "old"), (second, "new") })
        {
            var filled = await store.OpenAsync(Key);
            using var filler = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, $"{word} answer"));
            await new Agent(filler).RunAsync($"{word} question", filled);
        }

        var switching = new SwitchedStore(first);
        var session = await switching.OpenAsync(Key);
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        await new Agent(model).RunAsync("one", session);
        var other = await second.OpenAsync(Key);
        await new Agent(model).RunAsync("one", other);
        switching.Current = second;

        await new Agent(model).RunAsync("two", session);

        Assert.Equal(["new question", "new answer", "one", "yes", "two"], model.Requests[^1].Select(message => message.Text));
    }

    [Fact]
    public async Task A_session_that_is_deleted_or_pruned_is_forgotten_at_once()
    {
        await using var store = new InMemorySessionStore();
        var kept = StoreTraffic.Of(store).History;
        var (deleted, pruned) = (await store.OpenAsync(new SessionKey("deleted")), await store.OpenAsync(new SessionKey("pruned")));
        await TalkAsync(deleted, turns: 4);
        await TalkAsync(pruned, turns: 4);

        Assert.Equal(2, kept.Count);
        await deleted.DeleteAsync();
        Assert.Equal(1, kept.Count);
        await pruned.Retention.PruneAsync(PruneStrategy.KeepLast(2));
        Assert.Equal((0, 0L), (kept.Count, kept.Bytes));
    }

    [Fact]
    public void What_is_dropped_while_a_run_has_it_is_not_kept_when_the_run_gives_it_back()
    {
        var cache = new HistoryCache();
        cache.Give(Key, new Bytes(10));
        var taken = cache.Take(Key);
        cache.Drop(Key);

        cache.Give(Key, taken!);

        Assert.Equal((0, 0L), (cache.Count, cache.Bytes));
    }

    [Fact]
    public async Task The_bytes_that_are_kept_stay_within_a_tenth_of_the_bound_and_the_oldest_go_first()
    {
        await using var store = new InMemorySessionStore();
        store.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = 100_000 });
        var kept = StoreTraffic.Of(store).History;
        for (var i = 0; i < 60; i++)
        {
            await TalkAsync(await store.OpenAsync(new SessionKey($"s{i}")), turns: 2 + (i % 5));
            Assert.InRange(kept.Bytes, 0, 110_000);
        }

        Assert.InRange(kept.Bytes, 50_000, 110_000);
        Assert.InRange(kept.Count, 2, 59);
    }

    [Fact]
    public async Task A_session_larger_than_the_bound_is_not_kept()
    {
        await using var store = new InMemorySessionStore();
        store.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = 2_000 });

        await TalkAsync(await store.OpenAsync(Key), turns: 5);

        Assert.Equal(0, StoreTraffic.Of(store).History.Count);
    }

    [Fact]
    public async Task A_session_that_is_idle_for_long_is_forgotten()
    {
        var time = new FakeTimeProvider();
        await using var store = new InMemorySessionStore();
        var kept = StoreTraffic.Of(store).History;
        kept.Time = time;
        store.ConfigureHistoryCache(new HistoryCacheOptions { IdleTime = TimeSpan.FromMinutes(10) });
        await TalkAsync(await store.OpenAsync(new SessionKey("early")), turns: 2);
        Minutes(7);
        await TalkAsync(await store.OpenAsync(new SessionKey("late")), turns: 2);

        Minutes(5);
        Assert.Equal(1, kept.Count);
        Minutes(15);
        Assert.Equal((0, 0L), (kept.Count, kept.Bytes));

        void Minutes(int count)
        {
            for (var i = 0; i < count; i++)
                time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Of_a_session_of_one_turn_nothing_is_kept()
    {
        await using var store = new InMemorySessionStore();

        for (var i = 0; i < 10; i++)
            await TalkAsync(await store.OpenAsync(new SessionKey($"s{i}")), turns: 1);

        Assert.Equal(0, StoreTraffic.Of(store).History.Count);
    }

    [Fact]
    public async Task Content_that_cannot_be_found_any_more_is_left_out_of_the_next_prompt()
    {
        var isLost = false;
        await using var inner = new InMemorySessionStore();
        var store = new ContentStore(inner, blob => isLost ? null : blob);
        var session = await store.OpenAsync(Key);
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "image/png"), new TextContent("see")]));
        isLost = true;
        await new Agent(model).RunAsync("one", session);
        isLost = false;

        await new Agent(model).RunAsync("two", session);
        await new Agent(model).RunAsync("three", session);

        Assert.Equal([1, 2, 2], model.Requests.Select(request => request[0].Contents.Count));
        Assert.True(StoreTraffic.Of(store).History.Bytes > 100_000);
    }

    [Fact]
    public async Task Nothing_is_kept_when_it_is_turned_off()
    {
        await using var inner = new InMemorySessionStore();
        var store = new CountingStore(inner);
        store.ConfigureHistoryCache(new HistoryCacheOptions { MaxBytes = 0 });
        var session = await store.OpenAsync(Key);
        await session.AddAsync(Enumerable.Range(0, 100).Select(i => new ChatMessage(ChatRole.User, $"message {i}")));
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, "yes"));
        await new Agent(model).RunAsync("first", session);
        store.EntriesRead = 0;

        await new Agent(model).RunAsync("second", session);

        Assert.True(store.EntriesRead >= 100, $"{store.EntriesRead} entries were read.");
    }

    private static async Task TalkAsync(Session session, int turns)
    {
        using var model = new AnsweringChatClient(_ => new ChatMessage(ChatRole.Assistant, new string('y', 500)));
        for (var i = 0; i < turns; i++)
            await new Agent(model).RunAsync(new string('x', 500), session);
    }

    private sealed class Editing : AgentMiddleware
    {
        public override IAsyncEnumerable<ChatResponseUpdate> OnModelCallAsync(ModelRequest request, Func<ModelRequest, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> next, CancellationToken cancellationToken)
        {
            request.Messages[0].Contents.Add(new TextContent("!"));
            return next(request, cancellationToken);
        }
    }

    private sealed class SwitchedStore(ISessionStore first) : DelegatingSessionStore(first)
    {
        public ISessionStore Current { get; set; } = first;

        protected override ISessionStore Inner => Current;
    }

    private sealed class Bytes(long count) : IKeptHistory
    {
        long IKeptHistory.Bytes => count;
    }

    private sealed class Still : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
