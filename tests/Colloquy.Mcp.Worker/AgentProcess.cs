using Colloquy.Sqlite;

namespace Colloquy.Mcp.Worker;

/// <summary>An agent with a till, on a session in a file: runs a turn, or goes on with the one that its predecessor left.</summary>
internal static class AgentProcess
{
    public static async Task<int> RunAsync(string file, string ledger, string? input)
    {
        await using var store = await SqliteSessionStore.OpenAsync(file);
        var session = await store.OpenAsync(new SessionKey("till"));
        var till = new StdioMcpServer("till", Environment.ProcessPath!, typeof(AgentProcess).Assembly.Location, "serve") { Environment = { [Ledger.Variable] = ledger } };
        await using var servers = new McpServers { till };
        using var client = new ObedientChatClient();
        var agent = new Agent(client) { ContextProviders = [servers] };
        var options = new RunOptions { LeaseDuration = TimeSpan.FromSeconds(1) };
        var answer = input is null ? await agent.ResumeAsync(session, options) : await agent.RunAsync(input, session, options);
        Console.WriteLine(answer?.Text ?? "nothing to resume");
        return 0;
    }
}
