using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions reopen</c>: makes a closed conversation open again.</summary>
internal static class SessionsReopenCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("reopen", "Makes a closed conversation open again, with its history; its state stays cleared.")
        {
            Examples = ["colloquy sessions reopen chat", "colloquy sessions reopen ticket-4711 --user ines"],
        };
        var session = new SessionArgument(globals, command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, StoreFile.Of(parsed, globals, host), session, host, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, StoreFile file, SessionArgument argument, CliHost host, CancellationToken cancellationToken)
    {
        await using var store = await file.OpenExistingAsync(host, cancellationToken).ConfigureAwait(false);
        var session = await argument.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
        var wasClosed = session.Record.Activity == SessionActivity.Closed;
        await session.ReopenAsync(cancellationToken).ConfigureAwait(false);
        host.Terminal.Say(wasClosed ? $"Reopened session {Wording.Name(session.Key)}." : $"Session {Wording.Name(session.Key)} was open already.");
        return ExitCode.Ok;
    }
}
