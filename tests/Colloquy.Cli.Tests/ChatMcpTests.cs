using System.Runtime.InteropServices;
using Colloquy.Mcp.Worker;

namespace Colloquy.Cli.Tests;

public sealed class ChatMcpTests : CliTest
{
    private readonly string _till = $"\"{Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"))}\" exec \"{typeof(Ledger).Assembly.Location}\" serve";

    private Ledger Ledger => new(Path.Combine(Folder, "ledger"));

    private string TillWithLedger => $"till=env \"{Ledger.Variable}={Ledger.Path}\" {_till}";

    [Fact]
    public async Task A_servers_tools_are_the_models_for_the_whole_chat()
    {
        Model = new ObedientChatClient();

        var result = await RunAsync("till_tally\ntill_tally\n", ["chat", "--mcp", $"till={_till}"]);

        Assert.Equal(["tally 1", "tally 2"], result.Lines);
    }

    [Fact]
    public async Task The_chat_asks_at_the_prompt_before_a_destructive_tool_of_a_server_runs()
    {
        Model = new ObedientChatClient();
        var keyboard = new TypedInput();
        keyboard.Type("till_close", "y", "/exit");

        var result = await RunAsync(keyboard, interactive: true, ["chat", "--mcp", TillWithLedger]);

        Assert.Equal("", result.Error);
        Assert.Contains("assistant wants to call till_close()\nApprove?", result.Output, StringComparison.Ordinal);
        Assert.Contains("closed", result.Output, StringComparison.Ordinal);
        Assert.Equal(["close"], Ledger.Lines);
    }

    [Fact]
    public async Task What_a_pipe_left_waiting_is_approved_and_goes_on_where_the_server_is_given_again()
    {
        Model = new ObedientChatClient();
        var asked = await RunAsync("till_close\n", ["chat", "--mcp", TillWithLedger]);

        var without = await RunAsync("approvals", "approve", "chat", "--resume");
        var approved = await RunAsync("approvals", "approve", "chat", "--resume", "--mcp", TillWithLedger);

        Assert.Equal(ExitCode.Waiting, asked.ExitCode);
        Assert.Contains("This program has no tool 'till_close'", without.Error, StringComparison.Ordinal);
        Assert.Equal(0, approved.ExitCode);
        Assert.Contains("closed", approved.Output, StringComparison.Ordinal);
        Assert.Equal(["close"], Ledger.Lines);
        Assert.Equal("Nothing waits for a person.\n", (await RunAsync("approvals", "list")).Output);
    }

    [Fact]
    public async Task A_server_that_cannot_be_started_is_named()
    {
        var result = await RunAsync("Hello\n", ["chat", "--mcp", "colloquy-no-such-command"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("The MCP server 'colloquy-no-such-command' could not be started: the command 'colloquy-no-such-command' could not be run.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--mcp", "")]
    [InlineData("--mcp", "a=x", "--mcp", "a=y")]
    public async Task What_is_no_server_and_two_of_one_name_are_refused(params string[] options)
    {
        var result = await RunAsync("Hello\n", ["chat", .. options]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("MCP", result.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("npx -y @modelcontextprotocol/server-memory", "server-memory")]
    [InlineData("notes=npx -y @modelcontextprotocol/server-memory", "notes")]
    [InlineData("https://docs.example.com/mcp?key=1", "docs-example-com")]
    public void A_server_without_a_name_is_named_by_what_starts_it(string typed, string name) => Assert.Equal(name, McpArgument.Read(typed)!.Name);
}
