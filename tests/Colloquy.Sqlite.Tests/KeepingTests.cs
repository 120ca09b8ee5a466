using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

public sealed class KeepingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Everything_is_there_again_when_the_file_is_opened_again()
    {
        var blob = Blob.Of("instructions"u8.ToArray());
        CommitReceipt receipt;
        Commit commit;
        await using (var store = await SqliteSessionStore.OpenAsync(_folder.File()))
        {
            var writer = new EntryWriter(await store.CreateAsync(Talk.Key));
            writer.Append(new MessageBody(new ChatMessage(ChatRole.User, "Hello \u0000 \U0001F980")));
            writer.Append(new StateBody("language") { Value = System.Text.Json.JsonElement.Parse("\"en\"") });
            writer.Keep(blob);
            commit = writer.TakeCommit(CommitId.New()) with { Heads = [new("main", new(2)) { IsWaiting = true }, new("other", new(1))], CurrentBranch = "other" };
            receipt = await store.CommitAsync(Talk.Key, commit);
            await store.SetDetailsAsync(Talk.Key, new SessionDetails { Title = "Refund", Metadata = new Dictionary<string, string> { ["tier"] = "gold" } });
        }

        await using var again = await SqliteSessionStore.OpenAsync(_folder.File());
        var record = (await again.GetAsync(Talk.Key))!;
        var page = await again.ReadAsync(Talk.Key, LogRead.Back(new(2)));

        Assert.Equal(("other", new Position(1), new Position(2), receipt.Chain), (record.Branch, record.Head, record.Tip, record.Chain));
        Assert.Equal((SessionActivity.Waiting, "Refund", "gold", 1), (record.Activity, record.Details.Title, record.Details.Metadata["tier"], record.Details.Version));
        Assert.Equal("Hello \u0000 \U0001F980", ((MessageBody)page.Entries[1].Decode(Talk.Key)).Message.Text);
        Assert.Equal(commit.Entries.Select(entry => entry.Chain).Reverse(), page.Entries.Select(entry => entry.Chain));
        Assert.Equal("language", Assert.Single(await again.ReadStateAsync(Talk.Key, new(2))).Subject);
        Assert.Equal([new("main", new Position(2)) { IsWaiting = true }, new("other", new Position(1))], await again.GetBranchesAsync(Talk.Key));
        Assert.Equal(blob.Bytes.ToArray(), (await again.GetBlobAsync(Talk.Key, blob.Hash))!.Bytes.ToArray());
        Assert.Equal(receipt with { Repeated = true }, await again.CommitAsync(Talk.Key, commit));
    }

    [Fact]
    public async Task Two_stores_on_one_file_see_each_others_commits()
    {
        await using var left = await SqliteSessionStore.OpenAsync(_folder.File());
        await using var right = await SqliteSessionStore.OpenAsync(_folder.File());

        await left.SayAsync(Talk.Key, "from the left");
        await right.SayAsync(Talk.Key, "from the right");

        Assert.Equal(["from the left", "from the right"], await left.HearAsync(Talk.Key));
    }

    [Theory]
    [InlineData("'; DROP TABLE sessions; --", "%", "default")]
    [InlineData("%", "_", "*")]
    [InlineData("a\"b'c`d", "user\\", "?1")]
    [InlineData("é", "e\u0301", "\U0001F980")]
    [InlineData("ticket-1", "ADA", "default")]
    [InlineData("ticket-1", null, "default")]
    public async Task No_key_reaches_another_session(string id, string? user, string app)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "mine");
        var hostile = new SessionKey(id, user, app);

        var before = await store.GetAsync(hostile);
        await store.SayAsync(hostile, "theirs");

        Assert.Null(before);
        Assert.Equal(["mine"], await store.HearAsync(Talk.Key));
        Assert.Equal(["theirs"], await store.HearAsync(hostile));
        Assert.Equal(hostile, Assert.Single((await store.ListAsync(new SessionOwner(user, app), new SessionQuery())).Sessions).Key);
    }

    [Fact]
    public async Task A_disposed_store_releases_its_file_and_refuses_every_call()
    {
        var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await store.SayAsync(Talk.Key, "hello");
        await store.HearAsync(Talk.Key);

        await store.DisposeAsync();
        await store.DisposeAsync();

        Assert.False(File.Exists(_folder.File() + "-wal"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.GetAsync(Talk.Key));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.SayAsync(Talk.Key, "too late"));
    }

    public void Dispose() => _folder.Dispose();
}
