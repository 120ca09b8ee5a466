using FileStore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.FileStore.Tests;

public sealed class BeyondTheKitTests : IDisposable
{
    private static readonly SessionKey Key = new("ticket-1", "ada");
    private readonly string _folder = Directory.CreateTempSubdirectory("colloquy-files-").FullName;
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_handle_that_knew_a_deleted_session_sees_the_new_one_made_in_the_same_moment()
    {
        await using var one = new FileSessionStore(_folder, _clock);
        await using var other = new FileSessionStore(_folder, _clock);
        await one.CreateAsync(Key);
        var old = await DraftAsync(one, "old");
        await one.CommitAsync(Key, old);
        await other.GetAsync(Key);

        await one.DeleteAsync(Key);
        await one.CreateAsync(Key);
        var written = await DraftAsync(one, "new");
        await one.CommitAsync(Key, written);

        var log = await other.ReadAsync(Key, LogRead.All());
        Assert.Equal(written.Entries[0].Chain, Assert.Single(log.Entries).Chain);
        await Assert.ThrowsAsync<TipConflictException>(async () => await other.CommitAsync(Key, old));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 1)]
    [InlineData(0, 0)]
    [InlineData(0, 2)]
    public async Task An_entry_that_could_not_be_walked_is_refused_and_the_session_goes_on(long parent, long segment)
    {
        await using var store = new FileSessionStore(_folder, _clock);
        await store.CreateAsync(Key);
        var commit = await DraftAsync(store, "text");
        var entry = commit.Entries[0] with { Parent = new Position(parent), Segment = new Position(segment) };

        await Assert.ThrowsAsync<ArgumentException>(async () => await store.CommitAsync(Key, commit with { Entries = [entry] }));

        Assert.False((await store.CommitAsync(Key, commit)).Repeated);
    }

    [Fact]
    public async Task A_commit_that_would_leave_no_current_branch_is_refused_and_the_session_goes_on()
    {
        await using var store = new FileSessionStore(_folder, _clock);
        await store.CreateAsync(Key);
        var commit = await DraftAsync(store, "text");

        await Assert.ThrowsAsync<ArgumentException>(async () => await store.CommitAsync(Key, commit with { Heads = [new BranchHead(BranchHead.Main, null)] }));

        Assert.False((await store.CommitAsync(Key, commit)).Repeated);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<Commit> DraftAsync(FileSessionStore store, string text)
    {
        var writer = new EntryWriter((await store.GetAsync(Key))!, _clock);
        writer.Append(new MessageBody(new ChatMessage(ChatRole.User, text)));
        return writer.TakeCommit(CommitId.New(_clock));
    }
}
