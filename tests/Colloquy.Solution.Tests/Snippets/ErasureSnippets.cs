using Colloquy.Operations;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The snippets of docs/erasure.md.</summary>
public sealed class ErasureSnippets
{
    [Fact]
    public async Task Erasing_a_user()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("chat", "ines", "support"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "hello"));

        // snippet: erasure-erase
        var report = await store.EraseUserAsync(new SessionOwner("ines", "support"));
        Console.WriteLine($"{report.Sessions} sessions, {report.StateKeys} keys of state and {report.Memories} memories were removed.");
        foreach (var kept in report.Kept)
            Console.WriteLine($"{kept.Key.Id}: {kept.Problem}");   // a legal hold, immutability, a running turn
        // snippet: end

        Assert.True(report.IsComplete);
        Assert.Null(await store.FindAsync(session.Key));
    }
}
