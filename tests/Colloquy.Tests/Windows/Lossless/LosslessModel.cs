using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>A model that answers with several messages, or breaks: where it streams, behind the first of what it said.</summary>
public sealed class LosslessModel(string name, Func<string, IReadOnlyList<ChatMessage>, Task<IReadOnlyList<ChatMessage>>> answer) : IChatClient
{
    /// <summary>The answer that breaks behind its first content.</summary>
    public bool Breaks { get; set; }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var said = await answer(name, [.. messages]);
        cancellationToken.ThrowIfCancellationRequested();
        return Breaks ? throw new InvalidOperationException("the line broke") : new ChatResponse([.. said]);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var number = 0;
        foreach (var message in await answer(name, [.. messages]))
        {
            number++;
            foreach (var content in message.Contents)
            {
                yield return new ChatResponseUpdate(message.Role, [content]) { MessageId = $"m{number}" };
                cancellationToken.ThrowIfCancellationRequested();
                if (Breaks)
                    throw new InvalidOperationException("the line broke");
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
