using Banking.Tests.StandIn;
using Colloquy.Mcp;
using Colloquy.Models;
using Colloquy.Sqlite;

namespace Banking.Tests;

/// <summary>Configures conversations with the teller: a bank in a process of its own, and sessions in a SQLite file.</summary>
public sealed class BankSetup : IConversationSetup
{
    private const string Instructions = """
        You are the teller of a bank. Answer from the conversation and from what your tools return.
        Look a balance up when you need it: an amount of an earlier turn can be out of date.
        Say an amount as your tools write it. Do not say that money was moved before the tool has returned.
        """;

    /// <inheritdoc />
    public void Configure(ConversationBuilder conversation)
    {
        var folder = new TemporaryFolder();
        conversation
            .AddToolHost(new McpToolHost(new StdioMcpServer("bank", "dotnet", typeof(Bank).Assembly.Location)))
            .AddExtension(folder)
            .UseStore(async stop => await SqliteSessionStore.OpenAsync(folder.PathOf("sessions.db"), cancellationToken: stop))
            .UseAgent(parts => new Agent(parts.Client(CreateModel)) { Name = "teller", Instructions = Instructions, Tools = parts.Tools });
    }

    // The stand-in needs no key. COLLOQUY_MODEL names a real model, such as 'openai/gpt-5-mini' or 'ollama/llama3.2'.
    private static IChatClient CreateModel() =>
        ChatModels.Create(Environment.GetEnvironmentVariable(ChatModels.DefaultVariable) ?? "offline", new ChatModelOptions { OfflineRules = TellerRules.All });
}
