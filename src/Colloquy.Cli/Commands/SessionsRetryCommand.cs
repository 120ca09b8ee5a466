using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions retry</c>: runs a turn again, with the same input or another.</summary>
internal static class SessionsRetryCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("retry", "Asks the model again: the last turn with the same input, or a turn with another, which takes back what came after it.")
        {
            Examples =
            [
                "colloquy sessions retry chat",
                "colloquy sessions retry chat --model anthropic/claude-sonnet-5",
                "colloquy sessions retry chat --edit \"And in Africa?\" --turn 2",
            ],
        };
        var session = new SessionArgument(globals, command, takesBranch: true);
        var edit = new Option<string?>("--edit") { HelpName = "TEXT", Description = "What is said instead" };
        var turn = GlobalOptions.Number("--turn", "N", "The turn whose input is edited [default: the newest]", min: 0, max: int.MaxValue);
        command.Options.Add(edit);
        command.Options.Add(turn);
        var agentOptions = new AgentOptions(globals, command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(turn) is not null && result.GetResult(edit) is null)
                result.AddError("--turn goes with --edit; without it the newest turn is run again.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var model = agentOptions.ModelOf(parsed, host);
            using var client = host.OpenModel(model, host.ModelOptions);
            await using var store = await StoreFile.Of(parsed, globals, host).OpenExistingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            await using var servers = agentOptions.OpenServers(parsed);
            using var memory = agentOptions.OpenMemory(parsed, found.Key, host);
            AgentOptions.Introduce(client, model, host.Terminal);
            var (agent, options) = (agentOptions.CreateAgent(parsed, client, host, servers, memory), agentOptions.RunOptionsOf(parsed));
            await new TurnRunner(host).RunAsync(token => parsed.GetValue(edit) is { } text
                ? agent.EditAndResendStreamingAsync(text, found, parsed.GetValue(turn), options, token)
                : agent.RetryTurnStreamingAsync(found, options, token)).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
