using System.CommandLine;
using Colloquy.Mcp;
using Colloquy.Models;
using Colloquy.Offline;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary>The options of commands that run a model.</summary>
internal sealed class AgentOptions
{
    private readonly GlobalOptions _globals;
    private readonly Option<string?> _instructions = new("--instructions") { HelpName = "TEXT", Description = "What the model is told before the conversation" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Give up with exit code 4 when another process runs a turn, instead of waiting for it" };

    private readonly Option<string?> _memory = GlobalOptions.Choice("--memory", "HOW", $"Remembers facts across conversations of the user, and finds them by their words ({ChatMemory.Words}) or by their meaning too ({ChatMemory.Local}, with a model on this machine)", ChatMemory.Words, ChatMemory.Local);

    private readonly Option<string[]> _mcp = new("--mcp") { HelpName = "[NAME=]SERVER", Description = "Gives the model the tools of an MCP server, a command or an http address; may be repeated" };

    public AgentOptions(GlobalOptions globals, Command command)
    {
        _globals = globals;
        command.Options.Add(_instructions);
        command.Options.Add(_noWait);
        command.Options.Add(_mcp);
        command.Options.Add(_memory);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_mcp) is { } typed && typed.FirstOrDefault(one => McpArgument.Read(one) is null) is { } wrong)
                result.AddError($"--mcp takes a command or an http address, with a name of letters, digits and hyphens and '=' before it if wished; '{PlainText.Line(wrong)}' is neither.");
        });
    }

    /// <summary>The name of the model that answers.</summary>
    public string ModelOf(ParseResult parsed, CliHost host) => parsed.GetValue(_globals.Model) ?? ChatModels.DefaultName(host.ModelOptions);

    /// <summary>The MCP servers that were asked for. They start when a turn needs them, and end with the command.</summary>
    public McpServers OpenServers(ParseResult parsed)
    {
        var servers = new McpServers();
        foreach (var server in (parsed.GetValue(_mcp) ?? []).Select(McpArgument.Read).OfType<McpServer>())
        {
            if (servers.Any(other => other.Name == server.Name))
                throw new CliException(ExitCode.Usage, $"Two MCP servers are named '{server.Name}'. Give one another name: --mcp NAME=SERVER.");
            servers.Add(server);
        }

        return servers;
    }

    /// <summary>What is remembered across conversations, when that was asked for; null otherwise.</summary>
    public ChatMemory? OpenMemory(ParseResult parsed, SessionKey key, CliHost host) => ChatMemory.Open(parsed.GetValue(_memory), key, host);

    public Agent CreateAgent(ParseResult parsed, IChatClient client, CliHost host, McpServers servers, ChatMemory? memory) => new(client)
    {
        ContextProviders = [.. servers.Any() ? [servers] : Array.Empty<ContextProvider>(), .. memory?.Providers ?? []],
        Name = "assistant",
        Instructions = parsed.GetValue(_instructions) ?? "Answer helpfully and briefly.",
        Tools = host.Tools,
    };

    public RunOptions RunOptionsOf(ParseResult parsed) => new() { WhenBusy = parsed.GetValue(_noWait) ? BusyPolicy.Reject : BusyPolicy.Enqueue };

    /// <summary>Says who answers.</summary>
    public static void Introduce(IChatClient client, string model, Terminal terminal) => terminal.Note(
        client.GetService(typeof(OfflineChatClient)) is not null
            ? "An offline stand-in answers, by rules; it is no model. `colloquy doctor` says how to get a real one."
            : $"Model: {model}");
}
