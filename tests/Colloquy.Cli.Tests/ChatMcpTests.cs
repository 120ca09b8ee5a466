using System.Runtime.InteropServices;
using Colloquy.Mcp.Worker;

namespace Colloquy.Cli.Tests;

public sealed class ChatMcpTests : CliTest
{
    private readonly string _till = $"\"{Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"))}\" exec \"{typeof(Ledger).Assembly.Location}\" serve";

    [Fact]
    public async Task A_servers_tools_are_the_models_for_the_whole_chat()
    {
        Model = new ObedientChatClient();

        var result = await RunAsync("till_tally\ntill_tally\n", ["chat", "--mcp", $"till={_till}"]);

        Assert.Equal(["tally 1", "tally 2"], result.Lines);
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
