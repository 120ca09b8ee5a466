namespace Colloquy.Sqlite.Tests;

public sealed class CheckpointTests : IDisposable
{
    private const int Pages = 50;

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_log_does_not_grow_with_the_number_of_commits()
    {
        await using var store = await OpenStoreAsync();

        for (var i = 0; i < 300; i++)
            await store.SayAsync(Talk.Key, "and so on");

        Assert.InRange((await store.GetInfoAsync()).LogBytes, 1, Pages * 4096 * 2);
        Assert.Equal(300, (await store.HearAsync(Talk.Key)).Count);
    }

    [Fact]
    public async Task A_long_reader_holds_up_no_commit_and_what_it_kept_is_copied_afterwards()
    {
        await using var store = await OpenStoreAsync();
        await store.SayAsync(Talk.Key, "first");
        using (var reader = Connection.Open(_folder.File(), create: false))
        {
            reader.BeginRead();
            Assert.Equal(1, reader.ReadNumber("SELECT count(*) FROM entries"));
            for (var i = 0; i < 100; i++)
                await store.SayAsync(Talk.Key, "while somebody reads");
            Assert.Equal(1, reader.ReadNumber("SELECT count(*) FROM entries"));
        }

        var grown = (await store.GetInfoAsync()).LogBytes;
        for (var i = 0; i < 300; i++)
            await store.SayAsync(Talk.Key, "and so on");

        Assert.InRange((await store.GetInfoAsync()).LogBytes, grown, grown + (Pages * 4096));
        Assert.Equal(401, (await store.HearAsync(Talk.Key)).Count);
    }

    [Fact]
    public async Task No_checkpoint_is_made_by_the_driver_itself()
    {
        using var connection = await new Database(_folder.File(), new()).OpenAsync(CancellationToken.None);

        Assert.Equal(0, connection.ReadNumber("PRAGMA wal_autocheckpoint"));
        Assert.Equal(0, connection.ReadNumber("PRAGMA mmap_size"));
    }

    [Fact]
    public async Task Writers_in_two_stores_keep_the_log_short_together()
    {
        await using var left = await OpenStoreAsync();
        await using var right = await OpenStoreAsync();
        var (mine, yours) = (new SessionKey("mine"), new SessionKey("yours"));

        await Task.WhenAll(
            Task.Run(async () => { for (var i = 0; i < 200; i++) await left.SayAsync(mine, "left"); }),
            Task.Run(async () => { for (var i = 0; i < 200; i++) await right.SayAsync(yours, "right"); }));

        Assert.Equal(200, (await right.HearAsync(mine)).Count);
        Assert.Equal(200, (await left.HearAsync(yours)).Count);
        Assert.InRange((await left.GetInfoAsync()).LogBytes, 1, Pages * 4096 * 8);
    }

    public void Dispose() => _folder.Dispose();

    private Task<SqliteSessionStore> OpenStoreAsync() => SqliteSessionStore.OpenAsync(_folder.File(), new() { CheckpointPages = Pages, Synchronous = SqliteSynchronous.Normal });
}
