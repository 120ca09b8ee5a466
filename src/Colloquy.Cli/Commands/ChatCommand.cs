using System.CommandLine;

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
                "colloquy chat --branch rental",
                "colloquy chat --session ticket-4711 --user ines --model openai/gpt-5-mini",
                "colloquy chat --mcp \"memory=npx -y @modelcontextprotocol/server-memory\"",
                "colloquy chat --user ines --memory local",
                "echo \"What is my name?\" | colloquy chat",
            ],
        };
        var fresh = new Option<bool>("--new") { Description = "Begin a new conversation with an id of its own" };
        var branch = new Option<string?>("--branch") { HelpName = "NAME", Description = "Talk on this branch, and leave the current one as it is [default: the current one]" };
        command.Options.Add(fresh);
        command.Options.Add(branch);
        var agentOptions = new AgentOptions(globals, command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(fresh) && result.GetValue(globals.Session) is not null)
                result.AddError("--new makes an id of its own; leave out --session.");
            if (result.GetValue(fresh) && result.GetValue(branch) is not null)
                result.AddError("A new conversation has no branches yet; leave out --branch.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var id = parsed.GetValue(fresh) ? SessionId.New(host.Time) : parsed.GetValue(globals.Session) ?? DefaultSession;
            var key = globals.KeyOf(parsed, id);
            var model = agentOptions.ModelOf(parsed, host);
            using var client = host.OpenModel(model, host.ModelOptions);
            await using var store = await StoreFile.Of(parsed, globals, host).OpenOrCreateAsync(host, cancellationToken).ConfigureAwait(false);
            await using var servers = agentOptions.OpenServers(parsed);
            using var memory = agentOptions.OpenMemory(parsed, key, host);
            if (memory is not null)
                await memory.PrepareAsync(store, host.Terminal, cancellationToken).ConfigureAwait(false);
            var chat = new ChatSession(store, key, parsed.GetValue(branch), host.Time);
            return await new ChatLoop(host, chat, agentOptions.CreateAgent(parsed, client, host, servers, memory), agentOptions.RunOptionsOf(parsed), model).RunAsync().ConfigureAwait(false);
        });
        return command;
    }
}
