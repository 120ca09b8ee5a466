using Microsoft.Extensions.AI;

namespace Colloquy;

/// <content>Agents as tools of other agents, each call in a session of its own.</content>
public sealed partial class Agent
{
    /// <summary>The metadata key under which a session that an agent worked in as a tool names its parent, by id.</summary>
    public const string ParentMetadataKey = "colloquy.parent";

    /// <summary>Makes a tool of the agent. The model of another gives it a task, and gets its answer.</summary>
    /// <param name="name">The tool's name; the agent's when null, with <c>_</c> for what the names of tools cannot hold, and a short hash behind one that is not ASCII or too long.</param>
    /// <param name="description">What the agent does, as the model is told; null for a sentence with the agent's name.</param>
    /// <remarks>
    /// Each call is a turn in a session of its own, of the same app and user, whose id is the parent's with the call's behind it; the result's
    /// entry in the parent's log names it, and its metadata names the parent. The tool counts as idempotent: called again by a resumed turn, the agent goes on in that session.
    /// </remarks>
    public AIFunction AsTool(string? name = null, string? description = null) =>
        new AgentFunction(this, name ?? Handoff.Plain(Name), description ?? $"Has {Name} work on a task, and returns the answer.");
}
