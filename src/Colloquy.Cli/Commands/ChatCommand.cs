using System.CommandLine;
using Colloquy.Models;

namespace Colloquy.Cli;

/// <summary><c>colloquy chat</c>: a conversation that is kept.</summary>
internal static class ChatCommand
{
    public const string DefaultSession = "chat";

    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("chat", "Talks to a model in a conversation that is kept: the next chat goes on with it. Reads lines from a pipe too.")
        {
            Examples =
            [
                "colloquy chat",
                "colloquy chat --new",
                "colloquy chat --session ticket-4711 --user alice --model openai/gpt-5-mini",
                "echo \"What is my name?\" | colloquy chat",
            ],
        };
        var fresh = new Option<bool>("--new") { Description = "Begin a new conversation with an id of its own" };
        var instructions = new Option<string?>("--instructions") { HelpName = "TEXT", Description = "What the model is told before the conversation" };
        var noWait = new Option<bool>("--no-wait") { Description = "Give up with exit code 4 when another process runs a turn, instead of waiting for it" };
        foreach (var option in new Option[] { fresh, instructions, noWait })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(fresh) && result.GetValue(globals.Session) is not null)
                result.AddError("--new makes an id of its own; leave out --session.");
        });
        command.SetAction(async (parsed, _) =>
        {
            var id = parsed.GetValue(fresh) ? SessionId.New(host.Time) : parsed.GetValue(globals.Session) ?? DefaultSession;
            var key = globals.KeyOf(parsed, id);
            var name = parsed.GetValue(globals.Model) ?? ChatModels.DefaultName(host.ModelOptions);
            using var client = host.OpenModel(name, host.ModelOptions);
            var agent = new Agent(client)
            {
                Name = "assistant",
                Instructions = parsed.GetValue(instructions) ?? "You are a helpful assistant.",
            };
            await using var store = StoreFile.Of(parsed, globals, host).OpenOrCreate(host);
            return await new ChatLoop(host, store, key, agent, name, waits: !parsed.GetValue(noWait)).RunAsync().ConfigureAwait(false);
        });
        return command;
    }
}
