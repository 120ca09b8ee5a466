using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Mcp.Tests;

public sealed class MemoryTests : TillTest
{
    [Fact]
    public async Task What_a_model_put_into_the_memory_in_one_turn_is_there_in_the_next_and_deleting_needs_approval()
    {
        var memory = new StdioMcpServer("memory", "node", NpmServer.Memory);
        memory.Environment["MEMORY_FILE_PATH"] = FileOf("graph.jsonl");
        var servers = Keep(memory);
        var model = new ObedientChatClient();
        var agent = new Agent(model) { ContextProviders = [servers] };
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));

        await agent.RunAsync("""memory_create_entities {"entities":[{"name":"Ada","entityType":"person","observations":["likes tea"]}]}""", session, cancellationToken: Stop);
        var answer = await agent.RunAsync("""memory_search_nodes {"query":"Ada"}""", session, cancellationToken: Stop);
        var tools = await servers.GetToolsAsync(Stop);

        Assert.Contains("likes tea", answer.Text, StringComparison.Ordinal);
        Assert.Equal(1, memory.Starts);
        Assert.Equal(["memory_delete_entities", "memory_delete_observations", "memory_delete_relations"], tools.Where(tool => tool.GetService<ApprovalRequiredAIFunction>() is not null).Select(tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.Contains(tools, tool => tool.Name == "memory_read_graph" && AgentTool.IsIdempotent(tool));
    }

    [Fact]
    public async Task Structured_results_come_back_once()
    {
        var memory = new StdioMcpServer("memory", "node", NpmServer.Memory);
        memory.Environment["MEMORY_FILE_PATH"] = FileOf("graph.jsonl");
        Keep(memory);

        var graph = Assert.IsType<JsonElement>(await CallAsync(memory, "memory_read_graph"));

        Assert.Equal(0, graph.GetProperty("entities").GetArrayLength());
    }
}
