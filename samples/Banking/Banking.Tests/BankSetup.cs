using Banking.Tests.StandIn;
using Colloquy.Mcp;
using Colloquy.Sqlite;

namespace Banking.Tests;

/// <summary>Configures conversations with the teller: a bank in a process of its own, sessions in a SQLite file, and a cassette that replays the model.</summary>
public sealed class BankSetup : IConversationSetup
{
    private const string Instructions = """
        You are the teller of a bank. Answer from the conversation and from what your tools return.
        Look a balance up when you need it: an amount of an earlier turn can be out of date.
        Say an amount as your tools write it. Do not say that money was moved before the tool has returned.
        """;

    private static readonly SampleModel s_model = new("COLLOQUY_MODEL", TellerRules.All);

    /// <inheritdoc />
    public void Configure(ConversationBuilder conversation)
    {
        var folder = new TemporaryFolder();
        conversation
            .UseCassette(mode: s_model.Mode, options: Cassettes.Options)
            .AddToolHost(new McpToolHost(new StdioMcpServer("bank", "dotnet", typeof(Bank).Assembly.Location)))
            .AddExtension(folder)
            .UseStore(async stop => await SqliteSessionStore.OpenAsync(folder.PathOf("sessions.db"), cancellationToken: stop))
            .UseAgent(parts => new Agent(parts.Client(s_model.Create)) { Name = "teller", Instructions = Instructions, Tools = parts.Tools });
    }
}
