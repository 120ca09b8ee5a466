namespace Colloquy;

/// <summary>The exception that is thrown when a client or a middleware changed an earlier message that it was sent (<see cref="HistoryCacheOptions.ChecksEdits"/>). The log has the message as it was, and the next turn reads it from there.</summary>
internal sealed class MessageEditedException : InvalidOperationException
{
    public MessageEditedException(SessionKey key, int index)
        : base($"The model's client, or a middleware, changed message {index} of those that it was sent for session {key}. Messages of earlier turns are shared between turns: put a changed copy (ChatMessage.Clone, with contents of its own) in the place of a message, in a list of your own.")
    {
        Key = key;
        Index = index;
    }

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the index of the message among those that were sent, from 0.</summary>
    public int Index { get; }
}
