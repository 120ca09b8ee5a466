using System.Runtime.InteropServices;
using Colloquy.Mcp;
using Colloquy.Mcp.Worker;

namespace Colloquy.Testing.Tests.Cassettes;

/// <summary>A real MCP server, which is a process.</summary>
public sealed class McpTests : IDisposable
{
    private static readonly string s_dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    // The folder of the tests lacks what the framework of their process has.
    private static readonly string s_worker = Path.Combine(AppContext.BaseDirectory.Replace("Colloquy.Testing.Tests", "Colloquy.Mcp.Worker", StringComparison.Ordinal), "Colloquy.Mcp.Worker.dll");

    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task Tools_of_a_server_are_replayed_without_its_process()
    {
        var ledger = new Ledger(Path.Combine(_tapes.Folder, "ledger"));
        string[] said = ["till_charge {\"amount\": 5}", "till_count", "till_count", "till_receipt", "till_totals", "till_break"];
        var recorded = await Tapes.SayAsync("till", Setup(CassetteMode.Record, s_dotnet), said);
        var calls = ledger.Lines.Count;

        var replayed = await Tapes.SayAsync("till", Setup(CassetteMode.Replay, "colloquy-no-such-command"), said);

        Assert.Equal(3, calls);
        Assert.Equal(calls, ledger.Lines.Count);
        foreach (var (before, after) in recorded.Zip(replayed))
        {
            var (one, other) = (Assert.Single(before.ToolCalls), Assert.Single(after.ToolCalls));
            Assert.Equal(("till", one.Tool, one.ResultText, one.Error), (other.Host, other.Tool, other.ResultText, other.Error));
            Assert.Equal((false, true), (one.IsReplayed, other.IsReplayed));
            Assert.Equal(before.Text, after.Text);
        }

        Assert.Equal("counted 2", replayed[2].Text);
        Assert.Contains("The drawer is stuck.", replayed[5].ToolCalls[0].Error!, StringComparison.Ordinal);

        Action<ConversationBuilder> Setup(CassetteMode mode, string command) => conversation => conversation
            .UseCassette(_tapes.Folder + "/", mode)
            .AddToolHost(new McpToolHost(new StdioMcpServer("till", command, "exec", s_worker, "serve") { Environment = { [Ledger.Variable] = ledger.Path } }))
            .UseAgent(parts => new Agent(parts.Client(() => new ObedientChatClient())) { Tools = parts.Tools });
    }
}
