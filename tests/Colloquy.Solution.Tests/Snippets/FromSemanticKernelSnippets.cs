using Colloquy.Offline;
using Microsoft.SemanticKernel.ChatCompletion;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/coming-from/semantic-kernel.md, compiled and run on the offline stand-in.</summary>
public sealed class FromSemanticKernelSnippets
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task A_history_of_semantic_kernel_is_recorded_once()
    {
        using var chatClient = new OfflineChatClient();
        var session = await _store.OpenAsync(new SessionKey("s", user: "ines"));

        // snippet: semantic-kernel
        var service = new SessionChatClient(chatClient, session).AsChatCompletionService();

        var history = new ChatHistory("Answer briefly.");
        history.AddUserMessage("My name is Ines.");
        history.AddRange(await service.GetChatMessageContentsAsync(history));

        history.AddUserMessage("What is my name?");
        var reply = await service.GetChatMessageContentAsync(history);            // the whole history is sent; the session records what is new

        // snippet: end
        Assert.Contains("Ines", reply.Content, StringComparison.Ordinal);
        Assert.Equal(4, (await session.GetItemsAsync()).Count);

        var again = new SessionChatClient(chatClient, (await _store.FindAsync(session.Key))!).AsChatCompletionService();
        var later = await again.GetChatMessageContentAsync(new ChatHistory { new(AuthorRole.User, "What is my name?") });
        Assert.Contains("Ines", later.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_is_streamed_and_kept_as_text_is_recorded_once()
    {
        using var chatClient = new OfflineChatClient();
        var session = await _store.OpenAsync(new SessionKey("s", user: "ines"));
        var service = new SessionChatClient(chatClient, session).AsChatCompletionService();
        var history = new ChatHistory("Answer briefly.");
        foreach (var text in new[] { "My name is Ines.", "What is my name?" })
        {
            history.AddUserMessage(text);
            history.AddAssistantMessage(string.Concat(await service.GetStreamingChatMessageContentsAsync(history).Select(piece => piece.Content).ToListAsync()));
        }

        Assert.Equal(history.Skip(1).Select(message => message.Content), (await session.GetItemsAsync()).Select(item => item.Text));
    }
}
