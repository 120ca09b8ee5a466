using Microsoft.Extensions.AI;

namespace Colloquy.Sqlite.Tests;

public sealed class LimitTests : IDisposable
{
    private static readonly SessionKey Key = new("chat", "ada");
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_limits_of_the_store_hold_for_every_handle_on_it_and_for_imports()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File(), new SqliteSessionStoreOptions { Limits = new SessionLimits(MaxEntries: 3, MaxBytes: 10_000) });
        var session = await store.OpenAsync(Key);
        await session.AddAsync(new ChatMessage(ChatRole.User, "one"));

        var large = await Assert.ThrowsAsync<SizeLimitException>(() => session.AddAsync(new ChatMessage(ChatRole.Assistant, new string('x', 10_000))));
        var many = await Assert.ThrowsAsync<SizeLimitException>(() => session.AddAsync([new(ChatRole.Assistant, "two"), new(ChatRole.Assistant, "three")]));
        var whole = await WholeAsync(4);
        var imported = await Assert.ThrowsAsync<SizeLimitException>(async () => await store.RestoreAsync(new SessionKey("copy", "ada"), new[] { whole }.ToAsyncEnumerable()));

        Assert.Equal((SizeLimit.SessionBytes, SizeLimit.SessionEntries, SizeLimit.SessionEntries), (large.Kind, many.Kind, imported.Kind));
        Assert.Null(await store.GetAsync(new SessionKey("copy", "ada")));
        Assert.Equal(3, (await store.RestoreAsync(new SessionKey("copy", "ada"), new[] { await WholeAsync(3) }.ToAsyncEnumerable()))!.Entries);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<SessionPart> WholeAsync(int entries)
    {
        await using var store = new InMemorySessionStore();
        var key = new SessionKey("copy", "ada");
        var writer = new EntryWriter(await store.CreateAsync(key));
        for (var i = 0; i < entries; i++)
            writer.Append(new MessageBody(new ChatMessage(ChatRole.User, $"message {i}")));
        var now = DateTimeOffset.UnixEpoch;
        return new SessionPart { Entries = writer.Pending, Facts = new SessionFacts { CreatedAt = now, UpdatedAt = now, Branches = [new BranchHead(BranchHead.Main, new Position(entries))], Branch = BranchHead.Main } };
    }
}
