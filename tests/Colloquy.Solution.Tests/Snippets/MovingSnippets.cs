using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The code of docs/moving-stores.md, compiled and run.</summary>
public sealed class MovingSnippets
{
    [Fact]
    public async Task A_store_is_copied()
    {
        await using var from = new InMemorySessionStore();
        await using var to = new InMemorySessionStore();
        var key = new SessionKey("ticket-1", "ines");
        await (await from.OpenAsync(key)).AddAsync(new ChatMessage(ChatRole.User, "The pump leaks."));

        // snippet: store-copy
        var copy = new StoreCopy(from, to) { Source = "chats.db", Progress = new Progress<EntryProgress>(done => Console.Write($"\r{done.Entries} of {done.Total} entries")) };
        var isFinished = await copy.RunAsync();

        foreach (var problem in copy.Problems)
            Console.WriteLine(problem.Problem);
        // snippet: end

        Assert.True(isFinished);
        Assert.Empty(copy.Problems);
        Assert.Equal("The pump leaks.", (await (await to.FindAsync(key))!.GetItemsAsync())[0].Text);
    }
}
