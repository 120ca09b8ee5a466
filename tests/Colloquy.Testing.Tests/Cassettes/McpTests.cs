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

    [Fact]
    public async Task A_server_that_dies_in_a_replayed_turn_fails_it_and_the_miss_shows_what_the_model_would_be_told()
    {
        var ledger = new Ledger(Path.Combine(_tapes.Folder, "ledger"));
        await Tapes.SayAsync("dying", Dying(CassetteMode.Record, ledger), "till_count", "till_count");
        ledger.MakeDeadly();

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("dying", Dying(CassetteMode.Replay, ledger), "till_count", "till_count"));

        Assert.Equal("messages[2].contents[0].result", miss.Path);
        Assert.Equal("\"counted 1\"", miss.Recorded);
        Assert.Contains("died", miss.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_in_which_a_server_dies_is_not_recorded()
    {
        var ledger = new Ledger(Path.Combine(_tapes.Folder, "ledger"));
        await using (var conversation = await Conversation.StartAsync("dying", Dying(CassetteMode.Record, ledger)))
        {
            await conversation.SayAsync("till_count");
            ledger.MakeDeadly();
            await Assert.ThrowsAsync<ToolHostException>(() => conversation.SayAsync("till_charge {\"amount\": 5}"));
        }

        var miss = await Assert.ThrowsAsync<CassetteMissException>(() => Tapes.SayAsync("dying", Dying(CassetteMode.Replay, ledger), "till_count", "till_charge {\"amount\": 5}"));

        Assert.DoesNotContain("died", _tapes.Read("dying"), StringComparison.Ordinal);
        Assert.Contains("in turn 2", miss.Message, StringComparison.Ordinal);
    }

    private Action<ConversationBuilder> Dying(CassetteMode mode, Ledger ledger) => conversation => conversation
        .UseCassette(_tapes.Folder + "/", mode, new CassetteOptions { Replays = CassetteSides.Models })
        .AddToolHost(new McpToolHost(new StdioMcpServer("till", s_dotnet, "exec", s_worker, "serve") { Environment = { [Ledger.Variable] = ledger.Path } }))
        .UseAgent(parts => new Agent(parts.Client(() => new ObedientChatClient())) { Tools = parts.Tools });
}
