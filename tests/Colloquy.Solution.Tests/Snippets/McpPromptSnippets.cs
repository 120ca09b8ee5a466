using Colloquy.Mcp;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/mcp.md that needs a server. Colloquy.Mcp.Tests runs it on one.</summary>
internal static class McpPromptSnippets
{
    public static async Task<IReadOnlyList<AIContent>> AskAsync(McpServers servers, Agent agent, Session session)
    {
        // snippet: mcp-prompts
        var server = servers["docs"];
        foreach (var prompt in await server.ListPromptsAsync())
            Console.WriteLine($"{prompt.Name}: {prompt.Description}");

        var messages = await server.GetPromptAsync("args-prompt", new Dictionary<string, object?> { ["city"] = "Oslo" });
        var answer = await agent.RunAsync(messages, session);

        var resources = await server.ListResourcesAsync();
        var content = await server.ReadResourceAsync(resources[0].Uri);

        // snippet: end
        Assert.NotEmpty(answer.Text);
        return content;
    }
}
