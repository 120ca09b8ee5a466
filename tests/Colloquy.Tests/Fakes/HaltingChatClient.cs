using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>A model whose stream halts after its first words, until it is cancelled or breaks.</summary>
public sealed class HaltingChatClient(string words, Exception? breaks = null) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, words);
        if (breaks is not null)
            throw breaks;
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
