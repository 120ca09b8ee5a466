using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>Agents as tools of other agents, each call in a session of its own.</content>
public sealed partial class Agent
{
    /// <summary>The metadata key whose value is the id of the parent session, in a session in which an agent worked as a tool.</summary>
    public const string ParentMetadataKey = "colloquy.parent";

    /// <summary>Creates a tool from the agent. The model of another agent gives it a task and receives its answer.</summary>
    /// <param name="name">The name of the tool; null for the name of the agent, with <c>_</c> for characters that the names of tools cannot have, and a short hash at the end when the name is not ASCII or too long.</param>
    /// <param name="description">The description of the agent for the model; null for a sentence with the agent's name.</param>
    /// <remarks>
    /// Each call is a turn in a session of its own, of the same app and user. The id of that session is the id of the parent followed by the id of the call. The entry
    /// of the result in the parent's log names it, and its metadata names the parent. The tool counts as idempotent: when a resumed turn calls it again, the agent continues in that session.
    /// </remarks>
    public AIFunction AsTool(string? name = null, string? description = null) =>
        new AgentFunction(this, name ?? Handoff.Plain(Name), description ?? $"Has {Name} work on a task, and returns the answer.");
}
