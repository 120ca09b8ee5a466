using Colloquy.AgentFramework;

namespace Colloquy;

/// <summary>Provides agents of Colloquy as agents of Agent Framework.</summary>
public static class AgentFrameworkExtensions
{
    /// <summary>Returns the agent as an agent of Agent Framework, for its workflows, hosts and tools.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="store">The store of the sessions.</param>
    /// <param name="newKey">Creates the key of each new session, for example with the user of the current request; null for a key with a new id and without a user.</param>
    public static ColloquyAIAgent AsAIAgent(this Agent agent, ISessionStore store, Func<SessionKey>? newKey = null) => new(agent, store, newKey, new FrameworkSettings());
}
