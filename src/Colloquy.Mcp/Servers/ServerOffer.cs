using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Colloquy.Mcp;

/// <summary>What one server gives a run.</summary>
internal sealed record ServerOffer(IReadOnlyList<AITool> Tools, string? Instructions, IReadOnlyList<ChatMessage> Messages)
{
    public static async Task<ServerOffer> AskAsync(McpServer server, bool skip, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var tools = await server.GetToolsAsync(cancellationToken).ConfigureAwait(false);
            List<ChatMessage> messages = [];
            foreach (var uri in server.ContextResources)
                messages.Add(new ChatMessage(ChatRole.User, [new TextContent($"Resource {uri} of the MCP server '{server.Name}':"), .. await ReadAsync(server, uri, skip, logger, cancellationToken).ConfigureAwait(false)]));

            var instructions = server.UseInstructions ? server.Link.Instructions : null;
            return new ServerOffer(tools, string.IsNullOrWhiteSpace(instructions) ? null : $"Instructions of the MCP server '{server.Name}':\n{instructions}", messages);
        }
        catch (Exception e) when (skip && !cancellationToken.IsCancellationRequested)
        {
            McpLog.Skipped(logger, e, server.Name);
            return new ServerOffer([], $"The tools of the MCP server '{server.Name}' are not available now.", []);
        }
    }

    private static async ValueTask<IReadOnlyList<AIContent>> ReadAsync(McpServer server, string uri, bool skip, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            return await server.ReadResourceAsync(uri, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (skip && !cancellationToken.IsCancellationRequested)
        {
            McpLog.SkippedResource(logger, e, uri, server.Name);
            return [new TextContent("[It cannot be read now.]")];
        }
    }
}
