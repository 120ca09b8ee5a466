using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Finds out whether somebody changed messages that are shared between turns: by their stored form, before and after.</summary>
internal sealed class SharedMessages(SessionLog log, HistoryUse history, IReadOnlyList<ChatMessage> messages)
{
    private readonly Digest[] _before = [.. messages.Select(HashOf)];

    /// <summary>Looks again.</summary>
    /// <exception cref="MessageEditedException">One was changed. What is kept of the session is dropped.</exception>
    public void ThrowIfEdited()
    {
        for (var i = 0; i < _before.Length; i++)
        {
            if (HashOf(messages[i]) == _before[i])
                continue;

            history.Spoil();
            throw new MessageEditedException(log.Key, i);
        }
    }

    private static Digest HashOf(ChatMessage message) => MessageEdits.BlobOf(message).Hash;
}
