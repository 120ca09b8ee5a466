using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions switch</c>: makes another branch the current one.</summary>
internal static class SessionsSwitchCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("switch", "Makes a branch the current one of its conversation, for every process.")
        {
            Examples = ["colloquy sessions switch chat rental", "colloquy sessions switch main --session ticket-4711 --user ines"],
        };
        var session = new SessionArgument(globals, command, takesBranch: false, new WordArgument("branch", "The name of the branch", IsRequired: true));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenExistingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var branch = session.WordOf(parsed, 0)!;
            var wasCurrent = found.Branch == branch;
            await found.Branches.SwitchToAsync(branch, cancellationToken).ConfigureAwait(false);
            host.Terminal.Say(PlainText.Line($"Branch '{branch}' {(wasCurrent ? "was" : "is now")} the current one of session {Wording.Name(found.Key)}{(wasCurrent ? " already" : "")}."));
            return ExitCode.Ok;
        });
        return command;
    }
}
