using Colloquy.Offline;
using Colloquy.Mcp;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/mcp.md, as far as it starts no servers.</summary>
public sealed class McpSnippets
{
    [Fact]
    public async Task The_code_of_the_page_on_mcp_sets_up_servers_that_start_when_they_are_needed()
    {
        var (loggerFactory, file, token) = (NullLoggerFactory.Instance, "memory.jsonl", "secret");
        using var chatClient = new OfflineChatClient();

        // snippet: mcp-servers
        await using var servers = new McpServers(loggerFactory)
        {
            new StdioMcpServer("memory", "npx", "-y", "@modelcontextprotocol/server-memory")
            {
                Environment = { ["MEMORY_FILE_PATH"] = file },
                Approval = McpApproval.Never,
            },
            new HttpMcpServer("docs", new Uri("http://localhost:3001/mcp"))
            {
                Headers = { ["Authorization"] = $"Bearer {token}" },
            },
        };

        var agent = new Agent(chatClient) { ContextProviders = [servers] };

        // snippet: end
        Assert.Equal(["memory", "docs"], servers.Select(server => server.Name));
        Assert.All(servers, server => Assert.Equal((0, false), (server.Starts, server.IsConnected)));
        Assert.Same(servers, agent.ContextProviders.Single());
    }
}
