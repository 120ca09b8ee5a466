using Colloquy.Tests;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Colloquy.Sqlite.Tests;

/// <summary>The index follows a session that it is far behind in the background, and holds nobody up.</summary>
public sealed class SearchFollowingTests : IDisposable
{
    private const int Lag = 40;

    private readonly TempFolder _folder = new();
    private readonly ListLogger _logger = new();

    [Fact]
    public async Task A_session_that_is_far_ahead_of_the_index_is_indexed_without_a_search()
    {
        await using var store = await OpenAsync();
        var session = await store.OpenAsync(Talk.Key);

        await SayAsync(session, 0, 200);
        await store.Following;

        Assert.InRange(await store.CountLagAsync(SessionSelection.All), 0, Lag);
        Assert.InRange(Count("search_texts"), 200 - Lag, 200);
        Assert.Equal(200, (await session.SearchAsync("message")).Total);
    }

    [Fact]
    public async Task A_session_that_is_a_little_ahead_is_left_to_the_next_search()
    {
        await using var store = await OpenAsync();
        var session = await store.OpenAsync(Talk.Key);

        await SayAsync(session, 0, (Lag / 2) - 1);
        await store.Following;

        Assert.Equal(0, Count("search_texts"));
        Assert.Equal((Lag / 2) - 1, (await session.SearchAsync("message")).Total);
    }

    [Fact]
    public async Task A_store_that_nobody_searches_can_go_without()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new() { SearchLag = 0 });
        var session = await store.OpenAsync(Talk.Key);

        await SayAsync(session, 0, 600);
        await store.Following;

        Assert.Equal(0, Count("search_texts"));
    }

    [Fact]
    public async Task A_restored_session_is_indexed_too()
    {
        await using (var source = await SqliteSessionStore.OpenAsync(_folder.File(), new() { SearchLag = 0 }))
            await SayAsync(await source.OpenAsync(Talk.Key), 0, 200);
        await using var store = await OpenAsync();
        await store.OpenAsync(new SessionKey("so that the store is used"));

        await store.RestoreAsync(new SessionKey("copy", "ada"), store.CopyAsync(Talk.Key));
        await store.Following;

        Assert.Equal(200, Count("search_texts"));
    }

    [Fact]
    public async Task A_search_finds_what_was_just_said_while_the_index_follows()
    {
        await using var store = await OpenAsync();
        var session = await store.OpenAsync(Talk.Key);
        for (var i = 0; i < 10; i++)
        {
            await SayAsync(session, i * 50, 50);
            Assert.Equal((i + 1) * 50, (await session.SearchAsync("message")).Total);
            Assert.Equal(1, (await session.SearchAsync($"number{(i * 50) + 49}")).Total);
        }

        await store.Following;
        Assert.Equal(500, Count("search_texts"));
    }

    [Fact]
    public async Task Two_stores_on_one_file_follow_together()
    {
        await using var left = await OpenAsync();
        await using var right = await OpenAsync();
        var (mine, yours) = (await left.OpenAsync(Talk.Key), await right.OpenAsync(Talk.Key));

        await Task.WhenAll(
            Task.Run(async () => { for (var i = 0; i < 60; i++) await mine.AddAsync(new ChatMessage(ChatRole.User, $"message from left number{i}")); }),
            Task.Run(async () => { for (var i = 0; i < 60; i++) await yours.AddAsync(new ChatMessage(ChatRole.User, $"message from right number{i}")); }));
        await Task.WhenAll(left.Following, right.Following);

        Assert.InRange(await left.CountLagAsync(SessionSelection.All), 0, Lag + 2);
        Assert.Equal(120, (await mine.SearchAsync("message")).Total);
        Assert.Equal(60, (await yours.SearchAsync("left")).Total);
        Assert.Equal(120, Count("search_texts"));
    }

    [Fact]
    public async Task Disposing_a_store_ends_what_follows_in_it()
    {
        var store = await OpenAsync();
        await SayAsync(await store.OpenAsync(Talk.Key), 0, 3_000);
        var following = store.Following;

        await store.DisposeAsync();

        Assert.True(following.IsCompletedSuccessfully);
        await using var again = await OpenAsync();
        Assert.Equal(1, (await again.SearchAsync("number2999", Talk.Key.Owner)).Total);
        Assert.Equal(3_000, Count("search_texts"));
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task Disposing_a_store_in_the_middle_of_a_step_waits_for_its_end()
    {
        var store = await OpenAsync();
        var began = new TaskCompletionSource();
        var isEnded = false;
        store.Follow(FollowAsync);
        await store.SayAsync(Talk.Key, [.. Enumerable.Repeat("message", Lag)]);
        await began.Task;

        await store.DisposeAsync();

        Assert.True(isEnded);

        // A step that goes on for a while after it was cancelled, as a write does, and needs the store for it.
        async IAsyncEnumerable<long> FollowAsync(SessionKey key, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            began.SetResult();
            while (!cancellationToken.IsCancellationRequested)
                await Task.Yield();
            for (var i = 0; i < 2_000; i++)
            {
                await store.GetAsync(key, CancellationToken.None);
                await Task.Yield();
            }

            isEnded = true;
            yield return 1;
        }
    }

    [Fact]
    public async Task A_failure_is_logged_and_harms_neither_the_writer_nor_other_sessions()
    {
        await using var store = await OpenAsync();
        var followed = new List<SessionKey>();
        store.Follow((key, _) => key == Talk.Key ? throw new InvalidOperationException("It fails.") : Follow(key));

        await store.SayAsync(Talk.Key, [.. Enumerable.Repeat("message", Lag)]);
        await store.Following;
        await store.SayAsync(Talk.Key, "one more");
        await store.SayAsync(new SessionKey("other"), [.. Enumerable.Repeat("message", Lag)]);
        await store.Following;

        Assert.Contains("ticket-1", Assert.Single(_logger.Lines), StringComparison.Ordinal);
        Assert.Equal([new SessionKey("other")], followed);

        async IAsyncEnumerable<long> Follow(SessionKey key)
        {
            followed.Add(key);
            await Task.CompletedTask;
            yield break;
        }
    }

    [Fact]
    public async Task A_session_that_is_deleted_while_it_is_followed_leaves_nothing_behind()
    {
        await using var store = await OpenAsync();
        await SayAsync(await store.OpenAsync(Talk.Key), 0, 1_000);

        await store.DeleteAsync(Talk.Key);
        await store.Following;

        Assert.Equal((0, 0), (Count("search_texts"), Count("search_behind")));
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public void A_lag_below_zero_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new SqliteSessionStoreOptions { SearchLag = -1 });

    public void Dispose() => _folder.Dispose();

    private Task<SqliteSessionStore> OpenAsync() => SqliteSessionStore.OpenAsync(_folder.File(), new() { SearchLag = Lag, Synchronous = SqliteSynchronous.Normal, LoggerFactory = new OneLogger(_logger) });

    private static Task SayAsync(Session session, int first, int count) =>
        session.AddAsync(Enumerable.Range(first, count).Select(number => new ChatMessage(ChatRole.Assistant, $"message number{number}")));

    private long Count(string table)
    {
        using var connection = Connection.Open(_folder.File(), create: false);
        return connection.ReadNumber($"SELECT count(*) FROM {table}");
    }

    private sealed class OneLogger(ILogger logger) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
