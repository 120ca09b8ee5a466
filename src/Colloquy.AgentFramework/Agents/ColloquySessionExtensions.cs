using Colloquy;
using Colloquy.AgentFramework;

namespace Microsoft.Agents.AI;

/// <summary>Provides Colloquy's sessions behind agents and sessions of Agent Framework.</summary>
public static class ColloquySessionExtensions
{
    /// <summary>Returns the session of the store behind a session of Agent Framework: its history, branches, usage and approvals.</summary>
    /// <param name="session">The session of Agent Framework.</param>
    /// <exception cref="InvalidOperationException">The conversation is not in a Colloquy store, or only its messages are, by <see cref="ColloquyHistoryProvider"/>.</exception>
    public static Session GetColloquySession(this AgentSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.GetService<Session>() ?? throw new InvalidOperationException($"The {session.GetType().Name} has no session in a Colloquy store. Agents of AsAIAgent with a store create such sessions; for a ColloquyHistoryProvider, call its OpenSessionAsync.");
    }

    /// <summary>Resumes a turn that waited for approvals which are answered now, or whose process ended. Finished tools do not run again.</summary>
    /// <param name="agent">The agent; middleware of Agent Framework around it is not called.</param>
    /// <param name="session">The session.</param>
    /// <param name="options">The options of the run; null for none.</param>
    /// <param name="cancellationToken">Cancels the turn. The steps that were committed stay.</param>
    /// <returns>The response, with the calls that still wait; null when there is no turn to resume.</returns>
    /// <exception cref="InvalidOperationException">The agent does not keep its conversations in a Colloquy store.</exception>
    public static Task<AgentResponse?> ResumeAsync(this AIAgent agent, AgentSession session, AgentRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var own = agent.GetService<ColloquyAIAgent>() ?? throw new InvalidOperationException($"Agent '{agent.Name}' does not keep its conversations in a Colloquy store, so it cannot resume them. Create it by AsAIAgent with a store.");
        return own.ResumeAsync(session, options, cancellationToken);
    }
}
