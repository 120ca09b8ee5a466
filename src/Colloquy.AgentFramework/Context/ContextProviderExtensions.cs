using Colloquy.AgentFramework;
using Microsoft.Agents.AI;

namespace Colloquy.Extensibility;

/// <summary>Provides context providers of Agent Framework to agents of Colloquy, and the other way round.</summary>
public static class ContextProviderExtensions
{
    /// <summary>Returns a context provider of Agent Framework as one of Colloquy. Its state bag is part of the session's state.</summary>
    /// <param name="provider">The provider.</param>
    public static ContextProvider AsContextProvider(this AIContextProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return new FrameworkContextProvider(provider);
    }

    /// <summary>Returns a context provider of Colloquy as one of Agent Framework. Its state is in a session of the store, and its writes are committed at once.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="store">The store of its state. With <see cref="ColloquyHistoryProvider"/>, both use one session.</param>
    /// <param name="newKey">Creates the key of each new session; null for a key with a new id and without a user.</param>
    public static AIContextProvider AsAIContextProvider(this ContextProvider provider, ISessionStore store, Func<SessionKey>? newKey = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(store);
        return new ColloquyContextProvider(provider, store, newKey);
    }
}
