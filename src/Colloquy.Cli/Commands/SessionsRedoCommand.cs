using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions redo</c>: brings back what was taken back last.</summary>
internal static class SessionsRedoCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("redo", "Brings back what `sessions undo` took back last, as long as nothing was said since.")
        {
            Examples = ["colloquy sessions redo chat", "colloquy sessions redo ticket-4711 --user ines --branch rental"],
        };
        var session = new SessionArgument(globals, command, takesBranch: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenExistingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            if (await found.RedoAsync(cancellationToken).ConfigureAwait(false) is null)
                throw new CliException(ExitCode.Error, $"Branch '{found.Branch}' of session {found.Key} has nothing to redo: nothing was undone since it was last written to. The history of its heads tells where it has pointed; fork there to get back.");

            var turns = await found.Turns.CountAsync(cancellationToken).ConfigureAwait(false);
            host.Terminal.Say(PlainText.Line(Wording.BroughtBack(found.Branch, turns)));
            return ExitCode.Ok;
        });
        return command;
    }
}
