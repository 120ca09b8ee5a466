using FileStore;
using Microsoft.Extensions.AI;

namespace Colloquy.FileStore.Tests;

/// <summary>A store that has sessions only is a target for a store that has no more.</summary>
public sealed class MovingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    [Fact]
    public async Task Sessions_are_moved_to_files_and_copied_again_when_they_changed()
    {
        await using var from = new InMemorySessionStore();
        await using var to = new FileSessionStore(_folder.FullName);
        for (var i = 0; i < 5; i++)
        {
            var session = await from.OpenAsync(new SessionKey($"session-{i}", "ada"));
            await session.AddAsync([new(ChatRole.User, $"question {i}"), new(ChatRole.Assistant, $"answer {i}")]);
            await session.Branches.ForkAsync("other");
            await session.SetTitleAsync($"Title {i}");
        }

        var copy = new StoreCopy(from, to);
        Assert.True(await copy.RunAsync());
        await (await from.FindAsync(new SessionKey("session-1", "ada")))!.AddAsync(new ChatMessage(ChatRole.User, "more"));
        await from.DeleteAsync(new SessionKey("session-2", "ada"));
        await Assert.ThrowsAsync<StoreException>(() => copy.RunAsync());
        copy = new StoreCopy(from, to) { RemovesOthers = true };
        Assert.True(await copy.RunAsync());

        Assert.Equal((1, 1, 0), (copy.Copied, copy.Removed, copy.Problems.Count));
        var moved = (await to.FindAsync(new SessionKey("session-1", "ada")))!;
        Assert.Equal(["question 1", "answer 1", "more"], (await moved.GetItemsAsync()).Select(item => item.Text));
        Assert.Equal("Title 1", moved.Record.Details.Title);
        Assert.Null(await to.GetAsync(new SessionKey("session-2", "ada")));
    }

    [Fact]
    public async Task State_that_files_cannot_hold_is_refused_before_anything_is_copied()
    {
        await using var from = new InMemorySessionStore();
        await using var to = new FileSessionStore(_folder.FullName);
        await from.OpenAsync(new SessionKey("session", "ada"));
        await from.GetState(new SessionOwner("ada")).SetAsync("theme", "dark");

        var refused = await Assert.ThrowsAsync<NotSupportedException>(() => new StoreCopy(from, to).RunAsync());

        Assert.Contains(nameof(IOwnerCopy), refused.Message, StringComparison.Ordinal);
        Assert.Null(await to.GetAsync(new SessionKey("session", "ada")));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
