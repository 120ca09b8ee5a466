using Banking;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

// An MCP server over standard input and output. It keeps its accounts in memory: a new process is a new bank.
McpServerPrimitiveCollection<McpServerTool> tools = [];
foreach (var tool in BankTools.Create(new Bank(TimeProvider.System)))
    tools.Add(McpServerTool.Create(new RefusingTool(tool), new McpServerToolCreateOptions { Name = tool.Name, ReadOnly = tool.Name.StartsWith("get_", StringComparison.Ordinal) }));

var options = new McpServerOptions
{
    ServerInfo = new Implementation { Name = "bank", Version = "1.0.0" },
    ToolCollection = tools,
    Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
};
await using var server = McpServer.Create(new StdioServerTransport("bank"), options);
await server.RunAsync();
