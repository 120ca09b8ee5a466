using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions delete</c>: removes a conversation, after asking.</summary>
internal static class SessionsDeleteCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("delete", "Deletes a conversation with all that belongs to it. It cannot be brought back.")
        {
            Examples = ["colloquy sessions delete chat", "colloquy sessions delete ticket-4711 --user alice --yes"],
        };
        var session = new SessionArgument(globals, command);
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        command.Options.Add(yes);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, StoreFile.Of(parsed, globals, host), session, parsed.GetValue(yes), host, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, StoreFile file, SessionArgument argument, bool yes, CliHost host, CancellationToken cancellationToken)
    {
        await using var store = file.OpenExisting(host);
        var session = await argument.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
        if (!yes && !await AskAsync(session, host, cancellationToken).ConfigureAwait(false))
        {
            host.Terminal.Output.WriteLine("Nothing was deleted.");
            return ExitCode.Cancelled;
        }

        if (!await session.DeleteAsync(cancellationToken).ConfigureAwait(false))
            throw new SessionNotFoundException(session.Key);
        host.Terminal.Output.WriteLine($"Deleted session {Wording.Name(session.Key)}.");
        return ExitCode.Ok;
    }

    private static async Task<bool> AskAsync(Session session, CliHost host, CancellationToken cancellationToken)
    {
        if (!host.Terminal.IsInteractive)
            throw new CliException(ExitCode.Usage, "Deleting needs --yes where nobody can be asked.");

        var turns = await session.CountTurnsAsync(cancellationToken).ConfigureAwait(false);
        host.Terminal.Output.Write($"Delete session {Wording.Name(session.Key)} with its {Wording.Count(turns, "turn")}, for ever? [y/N] ");
        host.Terminal.Output.Flush();
        var answer = await host.Terminal.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        return answer?.Trim() is { } said && (said.Equals("y", StringComparison.OrdinalIgnoreCase) || said.Equals("yes", StringComparison.OrdinalIgnoreCase));
    }
}
