using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Colloquy.Mcp;
using Colloquy.Mcp.Worker;

namespace Colloquy.Testing.Tests.Conversations;

/// <summary>A tool host whose process dies, in the middle of a turn or between turns, is started again with nothing of its state. No turn passes over that in silence.</summary>
public sealed class LostHostTests : IDisposable
{
    private static readonly string s_dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
    private static readonly string s_worker = Path.Combine(AppContext.BaseDirectory.Replace("Colloquy.Testing.Tests", "Colloquy.Mcp.Worker", StringComparison.Ordinal), "Colloquy.Mcp.Worker.dll");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("till-");
    private readonly Ledger _ledger;

    public LostHostTests() => _ledger = new Ledger(Path.Combine(_folder.FullName, "ledger"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("till_charge {\"amount\": 5}")]
    [InlineData("till_look")]
    public async Task A_host_that_dies_in_a_turn_fails_it_although_the_agent_has_an_answer(string call)
    {
        await using var conversation = await StartAsync();
        await conversation.SayAsync("till_count");
        _ledger.MakeDeadly();

        var error = await Assert.ThrowsAsync<ToolHostException>(() => conversation.SayAsync(call, name: "pays"));

        Assert.StartsWith("Turn 2 of the conversation 'till', pays, says nothing of the agent. The tool host 'till' has lost its state. The MCP server 'till' died", error.Message, StringComparison.Ordinal);
        Assert.Equal(("till", Blame.ToolHost), (error.Host, error.Blame));
        Assert.Equal((2, TurnStatus.Completed), (conversation.Turns.Count, conversation.Turns[1].Status));
    }

    [Fact]
    public async Task A_host_that_dies_between_turns_fails_the_next_turn_and_every_look_at_its_state()
    {
        await using var conversation = await StartAsync();
        await conversation.SayAsync("till_count");
        using (var process = Process.GetProcessById(int.Parse($"{await conversation.ToolHost("till").CallAsync("process")}", CultureInfo.InvariantCulture)))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        var turn = await Assert.ThrowsAsync<ToolHostException>(() => conversation.SayAsync("till_look"));
        var look = await Assert.ThrowsAsync<ToolHostException>(() => conversation.ToolHost("till").CallAsync("tally"));
        var check = await Assert.ThrowsAsync<CheckErrorException>(() => conversation.Expect.ToolHostStateAsync("till", "tally", null, "tally 2"));

        Assert.EndsWith("the drawer is empty", conversation.Turns[1].Text, StringComparison.Ordinal);
        Assert.Contains("died and was started again, so what it kept in memory is lost", turn.Message, StringComparison.Ordinal);
        Assert.StartsWith("The tool host 'till' has lost its state.", look.Message, StringComparison.Ordinal);
        Assert.Contains("The tool host 'till' has lost its state.", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_process_of_a_host_ends_with_its_conversation()
    {
        var conversation = await StartAsync();
        using var process = Process.GetProcessById(int.Parse($"{await conversation.ToolHost("till").CallAsync("process")}", CultureInfo.InvariantCulture));
        Assert.False(process.HasExited);

        await conversation.DisposeAsync();

        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_server_that_stores_nothing_loses_nothing()
    {
        await using var conversation = await StartAsync(isStateless: true);
        _ledger.MakeDeadly();

        var turn = await conversation.SayAsync("till_look");

        Assert.True(turn.Success);
    }

    private Task<Conversation> StartAsync(bool isStateless = false) => Conversation.StartAsync("till", conversation => conversation
        .AddToolHost(new McpToolHost(new StdioMcpServer("till", s_dotnet, "exec", s_worker, "serve") { IsStateless = isStateless, Environment = { [Ledger.Variable] = _ledger.Path } }))
        .UseAgent(parts => new Agent(parts.Client(() => new ObedientChatClient())) { Tools = parts.Tools }));
}
