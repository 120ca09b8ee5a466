using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Lets an agent run without a session: on one in memory that nobody keeps.</summary>
internal static class EphemeralSession
{
    private static readonly SessionKey Key = new("passing");

    private static readonly ConditionalWeakTable<ISessionStore, object> Stores = [];

    /// <summary>Whether a session is one that nobody keeps, or that an agent works in for such a one.</summary>
    public static bool Is(Session session) => Stores.TryGetValue(session.Log.Store, out _);

    /// <summary>The key for messages to the application; null when it gave no session.</summary>
    public static SessionKey? KeyOf(SessionLog log) => Stores.TryGetValue(log.Store, out _) ? null : log.Key;

    /// <summary>Makes a session to run on, with what stands before the newest input as its history, and returns it with that input.</summary>
    public static async ValueTask<(Session Session, IReadOnlyList<ChatMessage> Input)> PrepareAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var store = new InMemorySessionStore();
        Stores.Add(store, Key);
        var session = await store.OpenAsync(Key, options: null, cancellationToken).ConfigureAwait(false);
        var history = messages.Count;
        while (history > 0 && messages[history - 1].Role != ChatRole.Assistant && messages[history - 1].Role != ChatRole.Tool)
            history--;
        if (history == 0 || history == messages.Count)
            return (session, messages);

        await session.AddAsync(messages.Take(history), cancellationToken).ConfigureAwait(false);
        return (session, [.. messages.Skip(history)]);
    }
}
