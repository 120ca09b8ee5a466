using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Colloquy.Mcp.Worker;

/// <summary>An MCP server: a till that writes every call into its ledger, keeps a count in memory, and dies or halts when it is told to.</summary>
internal sealed class Till(Ledger ledger)
{
    private readonly McpServerPrimitiveCollection<McpServerTool> _tools = [];
    private int _count;

    public static async Task<int> RunAsync(string? protocol)
    {
        var till = new Till(new Ledger(Environment.GetEnvironmentVariable(Ledger.Variable) ?? "/nowhere/ledger"));
        await Console.Error.WriteLineAsync("The till is open.");
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "till", Version = "1.0.0" },
            ServerInstructions = "Count before you charge.",
            ProtocolVersion = protocol,
            ToolCollection = till.AddTools(),
            Capabilities = new ServerCapabilities { Tools = new ToolsCapability { ListChanged = true } },
        };
        await using var server = ModelContextProtocol.Server.McpServer.Create(new StdioServerTransport("till"), options);
        await server.RunAsync();
        return 0;
    }

    private McpServerPrimitiveCollection<McpServerTool> AddTools()
    {
        Add("count", CountAsync);
        Add("charge", ChargeAsync);
        Add("tally", () => $"tally {++_count}");
        Add("look", LookAsync, readOnly: true);
        Add("close", CloseAsync, idempotent: true, destructive: true);
        Add("wait", WaitAsync);
        Add("learn", Learn, destructive: false);
        Add("break", () => new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "The drawer is stuck." }] });
        Add("receipt", Receipt, readOnly: true);
        Add("totals", Totals, readOnly: true);
        Add("environment", (string name) => Environment.GetEnvironmentVariable(name) ?? "nothing", readOnly: true);
        Add("process", () => Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), readOnly: true);
        Add("odd.name", () => "odd", readOnly: true);
        return _tools;
    }

    private void Add(string name, Delegate method, bool? readOnly = null, bool? idempotent = null, bool? destructive = null) =>
        _tools.Add(McpServerTool.Create(method, new McpServerToolCreateOptions { Name = name, ReadOnly = readOnly, Idempotent = idempotent, Destructive = destructive }));

    [Description("Counts")]
    private async Task<string> CountAsync(CancellationToken cancellationToken)
    {
        ledger.Write("count");
        await ledger.ObeyAsync(cancellationToken);
        return $"counted {++_count}";
    }

    [Description("Charges an amount")]
    private async Task<string> ChargeAsync(int amount, CancellationToken cancellationToken)
    {
        ledger.Write($"charge {amount}");
        await ledger.ObeyAsync(cancellationToken);
        return $"charged {amount}";
    }

    [Description("Looks into the drawer")]
    private async Task<string> LookAsync(CancellationToken cancellationToken)
    {
        ledger.Write("look");
        await ledger.ObeyAsync(cancellationToken);
        return "the drawer is empty";
    }

    private async Task<string> CloseAsync(CancellationToken cancellationToken)
    {
        ledger.Write("close");
        await ledger.ObeyAsync(cancellationToken);
        return "closed";
    }

    private async Task<string> WaitAsync(CancellationToken cancellationToken)
    {
        ledger.Write("wait");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        finally
        {
            ledger.Write("cancelled");
        }

        return "never";
    }

    private string Learn(string name)
    {
        Add(name, () => $"{name} done");
        return $"learned {name}";
    }

    private static CallToolResult Receipt() => new()
    {
        Content =
        [
            new TextContentBlock { Text = "Your receipt:" },
            ImageContentBlock.FromBytes(new byte[] { 1, 2, 3 }, "image/png"),
            new EmbeddedResourceBlock { Resource = new TextResourceContents { Uri = "till://terms", Text = "No returns.", MimeType = "text/plain" } },
            new ResourceLinkBlock { Uri = "till://journal", Name = "journal", MimeType = "text/plain" },
        ],
    };

    private static CallToolResult Totals() => new()
    {
        StructuredContent = System.Text.Json.JsonDocument.Parse("""{"total": 12, "currency": "EUR"}""").RootElement,
        Content = [new TextContentBlock { Text = """{"currency":"EUR","total":12}""" }],
    };
}
