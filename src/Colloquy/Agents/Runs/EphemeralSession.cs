using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Creates the session in memory on which an agent runs when it is given none.</summary>
internal static class EphemeralSession
{
    private static readonly SessionKey Key = new("passing");

    /// <summary>Creates a session whose history is everything before the newest input, and returns it with that input.</summary>
    public static async ValueTask<(Session Session, IReadOnlyList<ChatMessage> Input)> CreateAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var session = await new InMemorySessionStore().OpenAsync(Key, new OpenSessionOptions { IsEphemeral = true }, cancellationToken).ConfigureAwait(false);
        var history = messages.Count;
        while (history > 0 && messages[history - 1].Role != ChatRole.Assistant && messages[history - 1].Role != ChatRole.Tool)
            history--;
        if (history == 0 || history == messages.Count)
            return (session, messages);

        await session.AddAsync(messages.Take(history), cancellationToken).ConfigureAwait(false);
        return (session, [.. messages.Skip(history)]);
    }
}
