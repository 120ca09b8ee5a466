using Colloquy.Tests;
using Microsoft.Extensions.AI;

namespace Colloquy.Postgres.Tests.Search;

/// <summary>The index follows a session that it is far behind in the background.</summary>
public sealed class SearchFollowingTests
{
    private const int Lag = 40;

    [Fact]
    public async Task A_session_that_is_far_ahead_of_the_index_is_indexed_without_a_search()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync(new() { SearchLag = Lag });
        var session = await store.OpenAsync(Talk.Key);

        await SayAsync(session, 200);
        await store.Following;

        Assert.InRange(await store.CountLagAsync(SessionSelection.All), 0, Lag);
        Assert.InRange(await schema.CountAsync("search_texts"), 200 - Lag, 200);
        Assert.Equal(200, (await session.SearchAsync("message")).Total);
    }

    [Fact]
    public async Task A_session_that_is_a_little_ahead_is_left_to_the_next_search()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync(new() { SearchLag = Lag });
        var session = await store.OpenAsync(Talk.Key);

        await SayAsync(session, (Lag / 2) - 1);
        await store.Following;

        Assert.Equal(0, await schema.CountAsync("search_texts"));
        Assert.Equal((Lag / 2) - 1, (await session.SearchAsync("message")).Total);
    }

    [Fact]
    public async Task A_store_that_nobody_searches_can_go_without()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync(new() { SearchLag = 0 });

        await SayAsync(await store.OpenAsync(Talk.Key), 100);
        await store.Following;

        Assert.Equal(0, await schema.CountAsync("search_texts"));
    }

    [Fact]
    public async Task A_restored_session_is_indexed_too()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using (var source = await schema.OpenAsync(new() { SearchLag = 0 }))
            await SayAsync(await source.OpenAsync(Talk.Key), 100);
        await using var store = await schema.OpenAsync(new() { SearchLag = Lag });
        await store.OpenAsync(new SessionKey("so that the store is used"));

        await store.RestoreAsync(new SessionKey("copy", "ada"), store.CopyAsync(Talk.Key));
        await store.Following;

        Assert.Equal(100, await schema.CountAsync("search_texts"));
    }

    [Fact]
    public async Task What_another_process_has_indexed_is_not_followed_again()
    {
        await using var schema = await TestSchema.CreateAsync();
        await using var store = await schema.OpenAsync(new() { SearchLag = Lag });
        await using var other = await schema.OpenAsync(new() { SearchLag = Lag });
        var session = await store.OpenAsync(Talk.Key);
        await SayAsync(session, Lag - 1);
        Assert.Equal(Lag - 1, (await other.SearchAsync("message", Talk.Key.Owner)).Total);

        await SayAsync(session, 10);
        await store.Following;

        Assert.InRange(await schema.CountAsync("search_texts"), Lag - 1, Lag + 9);
        Assert.Equal(Lag + 9, (await session.SearchAsync("message")).Total);
        Assert.Equal(Lag + 9, await schema.CountAsync("search_texts"));
    }

    [Fact]
    public async Task A_failure_in_the_background_is_logged_and_left_to_the_next_search()
    {
        await using var schema = await TestSchema.CreateAsync();
        var logger = new ListLogger();
        await using var store = await schema.OpenAsync(new() { SearchLag = Lag, LoggerFactory = logger });
        await store.OpenAsync(Talk.Key);
        await schema.ExecuteAsync("ALTER TABLE search_texts RENAME TO away");

        await SayAsync((await store.FindAsync(Talk.Key))!, Lag + 10);
        await store.Following;
        await schema.ExecuteAsync("ALTER TABLE away RENAME TO search_texts");

        Assert.True(logger.Any("could not be updated in the background"));
        Assert.Equal(Lag + 10, (await store.SearchAsync("message", Talk.Key.Owner)).Total);
    }

    [Fact]
    public async Task Disposing_a_store_ends_what_follows_in_it()
    {
        await using var schema = await TestSchema.CreateAsync();
        var store = await schema.OpenAsync(new() { SearchLag = Lag });
        await SayAsync(await store.OpenAsync(Talk.Key), 400);
        var following = store.Following;

        await store.DisposeAsync();

        Assert.True(following.IsCompletedSuccessfully);
    }

    private static async Task SayAsync(Session session, int count)
    {
        for (var i = 0; i < count; i += 20)
            await session.AddAsync([.. Enumerable.Range(i, Math.Min(20, count - i)).Select(number => new ChatMessage(ChatRole.User, $"message number{number}"))]);
    }
}
