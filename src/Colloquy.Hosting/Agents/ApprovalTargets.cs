namespace Colloquy.Hosting;

/// <summary>Compares an agent's approval rules with its tools: a rule for a misspelt tool protects nothing.</summary>
internal static class ApprovalTargets
{
    /// <summary>Throws for a rule that no tool can match.</summary>
    public static void Ensure(Agent agent)
    {
        if (!MayGainTools(agent) && FindUnmatched(agent).FirstOrDefault() is { } tool)
            throw new ColloquyConfigurationException($"{Describe(agent, tool)} Correct the name in the rule. If the tool comes with a single run, put the rule into RunOptions.Approvals of that run.");
    }

    /// <summary>Returns the rules that match no tool so far, as sentences. A context provider or middleware may add the tool to a run.</summary>
    public static IEnumerable<string> GetWarnings(Agent agent) =>
        FindUnmatched(agent).Select(tool => $"{Describe(agent, tool)} The rule has an effect only if a context provider or middleware adds the tool to a run.");

    private static bool MayGainTools(Agent agent) => agent.ContextProviders.Count > 0 || agent.Middleware.Count > 0;

    private static IEnumerable<string> FindUnmatched(Agent agent) => agent.Approvals.Select(rule => rule.Tool).OfType<string>().Distinct().Except(NamesOf(agent), StringComparer.Ordinal);

    private static IEnumerable<string> NamesOf(Agent agent) =>
        agent.Tools.Concat(agent.ChatOptions?.Tools ?? []).Select(tool => tool.Name).Concat(agent.Handoffs.Select(handoff => handoff.ToolName));

    private static string Describe(Agent agent, string tool)
    {
        var known = string.Join(", ", NamesOf(agent).Select(name => $"'{name}'"));
        return $"Agent '{agent.Name}' has an approval rule for the tool '{tool}', and has no tool of this name. {(known.Length == 0 ? "It has no tools." : $"Its tools are {known}.")}";
    }
}
