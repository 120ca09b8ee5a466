using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Notes each call that reaches it, for the agent or session that makes the call.</summary>
internal sealed class CallMarkingChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <inheritdoc />
    public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        CallMark.Pass();
        return base.GetResponseAsync(messages, options, cancellationToken);
    }

    /// <inheritdoc />
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        CallMark.Pass();
        return base.GetStreamingResponseAsync(messages, options, cancellationToken);
    }
}
