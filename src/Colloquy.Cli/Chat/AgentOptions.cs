using System.CommandLine;
using Colloquy.Models;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary>The options of commands that run a model.</summary>
internal sealed class AgentOptions
{
    private readonly GlobalOptions _globals;
    private readonly Option<string?> _instructions = new("--instructions") { HelpName = "TEXT", Description = "What the model is told before the conversation" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Give up with exit code 4 when another process runs a turn, instead of waiting for it" };

    public AgentOptions(GlobalOptions globals, Command command)
    {
        _globals = globals;
        command.Options.Add(_instructions);
        command.Options.Add(_noWait);
    }

    /// <summary>The name of the model that answers.</summary>
    public string ModelOf(ParseResult parsed, CliHost host) => parsed.GetValue(_globals.Model) ?? ChatModels.DefaultName(host.ModelOptions);

    public Agent CreateAgent(ParseResult parsed, IChatClient client, CliHost host) => new(client)
    {
        Name = "assistant",
        Instructions = parsed.GetValue(_instructions) ?? "You are a helpful assistant.",
        Tools = host.Tools,
    };

    public RunOptions RunOptionsOf(ParseResult parsed) => new() { WhenBusy = parsed.GetValue(_noWait) ? BusyPolicy.Reject : BusyPolicy.Enqueue };

    /// <summary>Says who answers.</summary>
    public static void Introduce(IChatClient client, string model, Terminal terminal) => terminal.Note(
        client.GetService(typeof(OfflineChatClient)) is not null
            ? "An offline stand-in answers, by rules; it is no model. `colloquy doctor` says how to get a real one."
            : $"Model: {model}");
}
