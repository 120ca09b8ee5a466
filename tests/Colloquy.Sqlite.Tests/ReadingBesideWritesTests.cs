using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

/// <summary>A read of a whole session holds nothing between its pages, so writers beside it keep the log short.</summary>
public sealed class ReadingBesideWritesTests : IDisposable
{
    private const int Pages = 50;
    private const int Messages = 3_000;

    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("list")]
    [InlineData("newest")]
    [InlineData("stream")]
    public async Task The_log_stays_short_while_a_session_is_read_and_another_is_written_between_its_pages(string way)
    {
        await using var inner = await SqliteSessionStore.OpenAsync(_folder.File(), new() { CheckpointPages = Pages, Synchronous = SqliteSynchronous.Normal });
        await inner.SayAsync(Talk.Key, [.. Enumerable.Range(0, Messages).Select(number => $"message {number}")]);
        for (var i = 0; i < 60; i++)
            await inner.SayAsync(new SessionKey("other"), "so that the log is restarted");
        var before = (await inner.GetInfoAsync()).LogBytes;
        var largest = 0L;
        var store = new BetweenPages(inner, async () =>
        {
            for (var i = 0; i < 2 * Pages; i++)
                await inner.SayAsync(new SessionKey("other"), "while somebody reads");
            largest = Math.Max(largest, (await inner.GetInfoAsync()).LogBytes);
        });

        var session = (await store.FindAsync(Talk.Key))!;
        var read = way switch
        {
            "list" => (await session.GetItemsAsync()).Count,
            "newest" => (await session.GetItemsAsync(Messages)).Count,
            _ => await session.ReadItemsAsync().CountAsync(),
        };

        Assert.Equal(Messages, read);
        Assert.InRange(store.PagesRead, Messages / 1_000, (Messages / 1_000) + 1);
        Assert.InRange(largest, 1, before + (Pages * 4096 * 2));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A store beside which something happens after each page that is read.</summary>
    private sealed class BetweenPages(SqliteSessionStore inner, Func<Task> happensAsync) : DelegatingSessionStore(inner)
    {
        public int PagesRead { get; private set; }

        public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
        {
            var page = await base.ReadAsync(key, read, cancellationToken);
            if (key == Talk.Key && page.Entries.Count > 1)
            {
                PagesRead++;
                await happensAsync();
            }

            return page;
        }
    }
}
