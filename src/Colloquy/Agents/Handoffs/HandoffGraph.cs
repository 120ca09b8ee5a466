namespace Colloquy;

/// <summary>The agents that can come to have a conversation that begins with one of them.</summary>
internal static class HandoffGraph
{
    /// <summary>Finds who has the conversation; the agent that the application runs, when nobody was handed it.</summary>
    public static async ValueTask<ActiveAgent> FindActiveAsync(Agent first, SessionLog log, Position head, CancellationToken cancellationToken)
    {
        if (first.Handoffs.Count == 0)
            return new ActiveAgent(first, null);
        if (await ActiveAgentState.ReadAsync(log, head, cancellationToken).ConfigureAwait(false) is not { } active)
            return new ActiveAgent(first, null);
        if (Find(first, active) is { } found)
            return found;

        AgentLog.ActiveAgentUnknown(log.Logger, active.Name, log.Key, first.Name);
        return new ActiveAgent(first, null);
    }

    /// <summary>Finds an agent by its name; null when none has it.</summary>
    public static ActiveAgent? Find(Agent first, string name) => Find(first, new ActiveAgentState(name, From: null));

    /// <summary>Finds an agent by its name, best by the handoff that led to it.</summary>
    private static ActiveAgent? Find(Agent first, ActiveAgentState active)
    {
        ActiveAgent? found = active.Name == first.Name ? new ActiveAgent(first, null) : null;
        HashSet<Agent> seen = [first];
        Queue<Agent> next = new([first]);
        while (next.TryDequeue(out var agent))
        {
            foreach (var handoff in agent.Handoffs)
            {
                if (handoff.Agent.Name == active.Name && (found is null || agent.Name == active.From))
                    found = new ActiveAgent(handoff.Agent, handoff);
                if (seen.Add(handoff.Agent))
                    next.Enqueue(handoff.Agent);
            }
        }

        return found;
    }
}

/// <summary>The agent that has the conversation, and the handoff by which it has it; null when it is the one that the application runs.</summary>
internal readonly record struct ActiveAgent(Agent Agent, Handoff? Handoff);
