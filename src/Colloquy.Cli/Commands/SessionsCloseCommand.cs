using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions close</c>: ends a conversation.</summary>
internal static class SessionsCloseCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("close", "Ends a conversation: it takes no more turns, its state is cleared, its history stays.")
        {
            Examples = ["colloquy sessions close chat", "colloquy sessions close ticket-4711 --user ines"],
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
        await session.CloseAsync(cancellationToken).ConfigureAwait(false);
        host.Terminal.Say(wasClosed ? $"Session {Wording.Name(session.Key)} was closed already." : $"Closed session {Wording.Name(session.Key)}.");
        return ExitCode.Ok;
    }
}
