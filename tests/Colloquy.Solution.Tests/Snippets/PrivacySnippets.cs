using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The code of the pages about what is not stored and not sent, compiled and run on the offline stand-in.</summary>
public sealed class PrivacySnippets
{
    [Fact]
    public async Task A_transient_message_is_not_stored()
    {
        await using var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s", user: "ines"));
        using var chatClient = new OfflineChatClient();
        var agent = new Agent(chatClient);

        // snippet: agents-transient
        var code = new ChatMessage(ChatRole.User, "The code is 914-226.").AsTransient();
        var answer = await agent.RunAsync([code], session);

        // snippet: end
        Assert.Contains("914-226", answer.Text, StringComparison.Ordinal);
        Assert.True((await session.GetItemsAsync())[0].IsWithheld);
    }
}
