namespace Colloquy.Sqlite.Tests;

public sealed class EmptyValueTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Empty_is_not_absent()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        var record = await store.CreateAsync(Talk.Key);
        var entry = new Entry { Position = new(1), Parent = default, Segment = new(1), Kind = EntryKind.State, Subject = "", Author = "", At = record.CreatedAt, PayloadHash = Digest.Of([]), Chain = Digest.Of([1]) };
        var blob = Blob.Of(ReadOnlyMemory<byte>.Empty);

        await store.CommitAsync(Talk.Key, new Commit { Id = CommitId.New(), ExpectedTip = default, Entries = [entry], Blobs = [blob] });
        await store.SetDetailsAsync(Talk.Key, new SessionDetails { Title = "" });

        var kept = Assert.Single((await store.ReadAsync(Talk.Key, LogRead.All())).Entries);
        Assert.Equal(("", "", 0), (kept.Subject, kept.Author, kept.Payload.Length));
        Assert.Equal("", Assert.Single(await store.ReadStateAsync(Talk.Key, new(1))).Subject);
        Assert.Equal("", (await store.GetAsync(Talk.Key))!.Details.Title);
        Assert.Equal(0, (await store.GetBlobAsync(Talk.Key, blob.Hash))!.Bytes.Length);
    }

    public void Dispose() => _folder.Dispose();
}
