using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions</c>: what is kept.</summary>
internal static class SessionsCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("sessions", "Lists, shows, closes, reopens and deletes conversations.")
        {
            Examples = ["colloquy sessions list --updated-since 7d", "colloquy sessions show chat", "colloquy sessions delete chat --user alice --yes"],
        };
        command.Subcommands.Add(SessionsListCommand.Create(globals, host));
        command.Subcommands.Add(SessionsShowCommand.Create(globals, host));
        command.Subcommands.Add(SessionsCloseCommand.Create(globals, host));
        command.Subcommands.Add(SessionsReopenCommand.Create(globals, host));
        command.Subcommands.Add(SessionsDeleteCommand.Create(globals, host));
        return command;
    }
}
