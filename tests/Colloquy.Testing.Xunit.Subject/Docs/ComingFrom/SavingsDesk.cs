using Banking;
using Colloquy;
using Colloquy.Mcp;
using Colloquy.Offline;

namespace Subject.Docs.ComingFrom;

// snippet: pytest-setup
public sealed class SavingsDesk : IConversationSetup
{
    public void Configure(ConversationBuilder conversation) => conversation
        .AddToolHost(new McpToolHost(new StdioMcpServer("bank", "dotnet", typeof(Bank).Assembly.Location)))
        .UseAgent(parts => new Agent(parts.Client(() => new SavingsModel())) { Name = "savings desk", Tools = parts.Tools });
}

// snippet: end

/// <summary>The same desk with its bank in the process of the test, and with a judge.</summary>
public sealed class QuickDesk : IConversationSetup
{
    public void Configure(ConversationBuilder conversation) => conversation
        .AddToolHost(new InProcessToolHost("bank", BankTools.Create(new Bank(TimeProvider.System))))
        .AddModel("judge", () => new OfflineChatClient([new OfflineRule("Judge", Judge)]))
        .UseAgent(parts => new Agent(parts.Client(() => new SavingsModel())) { Name = "savings desk", Tools = parts.Tools });

    private static OfflineAnswer Judge(OfflineRequest request) => OfflineAnswer.Say(request.Text.Contains("goes to Lisbon", StringComparison.Ordinal)
        ? """{"reasoning":"It names the city.","verdict":"met","score":1}"""
        : """{"reasoning":"It names no city.","verdict":"not met","score":0}""");
}
