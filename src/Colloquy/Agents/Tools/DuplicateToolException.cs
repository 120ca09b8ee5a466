using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Thrown when two tools of a run have the same name. The model was not called. Callers see an <see cref="InvalidOperationException"/>. The type is distinct so that logs can show the sentence.</summary>
internal sealed class DuplicateToolException : InvalidOperationException
{
    private DuplicateToolException(string agent, string tool)
        : base($"Agent '{agent}' has two tools named '{tool}', among its own, those of its options and context providers, and its handoffs. Rename one, or leave it out.")
    {
    }

    public static void ThrowIfAny(string agent, IList<AITool>? tools)
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
