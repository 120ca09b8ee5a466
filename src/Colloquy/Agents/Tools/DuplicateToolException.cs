using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Thrown when two of the tools of a run have one name, so that neither the model nor the run could tell which is meant. The model was not called.</summary>
public sealed class DuplicateToolException : ColloquyException
{
    private DuplicateToolException(string agent, string tool)
        : base($"Agent '{agent}' has two tools named '{tool}', among its own, those of its options and context providers, and its handoffs. Rename one, or leave it out.")
    {
        Agent = agent;
        Tool = tool;
    }

    /// <summary>The name of the agent.</summary>
    public string Agent { get; }

    /// <summary>The name that two tools have.</summary>
    public string Tool { get; }

    internal static void ThrowIfAny(string agent, IList<AITool>? tools)
    {
        if (tools is null || tools.Count < 2)
            return;

        var seen = new HashSet<string>(tools.Count, StringComparer.Ordinal);
        foreach (var tool in tools)
        {
            if (!seen.Add(tool is AIFunctionDeclaration ? ToolName.Legal(tool.Name) : tool.Name))
                throw new DuplicateToolException(agent, tool.Name);
        }
    }
}
