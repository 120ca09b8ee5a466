using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The pieces of a streamed model call, as they arrive, until nobody waits for them any more.</summary>
internal sealed class StreamedPieces(List<ChatResponseUpdate> updates, AnswerMeter meter, InformationalCalls heard, Action<AgentUpdate>? onUpdate)
{
    private readonly Lock _gate = new();
    private bool _isClosed;

    /// <summary>Takes a piece; false when it comes too late.</summary>
    /// <exception cref="SizeLimitException">The answer is too long with it.</exception>
    public bool TryAdd(ChatResponseUpdate update)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;

            // A client that runs calls itself marks them when it has passed them on: they are kept as they came.
            meter.Add(update, updates);
            onUpdate?.Invoke(new ModelUpdate(heard.Read(update)));
            return true;
        }
    }

    /// <summary>Takes no more.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
    }
}
