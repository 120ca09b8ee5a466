using System.Runtime.CompilerServices;

namespace Colloquy.Testing;

/// <summary>A model as one process of the agent sees it. When the process is lost, it refuses all calls.</summary>
internal sealed class FencedClient(IChatClient client, ProcessFence fence) : DelegatingChatClient(client)
{
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        fence.ThrowIfLost();
        return base.GetResponseAsync(messages, options, cancellationToken);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        fence.ThrowIfLost();
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken).ConfigureAwait(false))
        {
            fence.ThrowIfLost();
            yield return update;
        }
    }
}
