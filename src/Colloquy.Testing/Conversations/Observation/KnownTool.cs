using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>A tool that the agent can call, as far as the conversation knows.</summary>
/// <param name="Host">The name of the tool host; null for a tool of the agent's own.</param>
/// <param name="Tool">The tool's own name.</param>
/// <param name="Name">The name that models are shown.</param>
/// <param name="Schema">The schema of the arguments; null when it is not known.</param>
internal sealed record KnownTool(string? Host, string Tool, string Name, JsonElement? Schema)
{
    public static KnownTool Of(AITool tool) => new(null, tool.Name, tool.Name, (tool as AIFunctionDeclaration)?.JsonSchema);

    /// <summary>Whether a tool is named by its own name, the one that models are shown, or <c>host.tool</c>.</summary>
    public bool IsOf(string tool, string? host) =>
        (host is null || Host == host) && (Name == tool || Tool == tool || Host is not null && $"{Host}.{Tool}" == tool);

    public override string ToString() => Host is null ? Name : $"{Host}.{Tool}";
}
