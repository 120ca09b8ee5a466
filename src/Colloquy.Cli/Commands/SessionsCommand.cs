using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions</c>: what is kept.</summary>
internal static class SessionsCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("sessions", "Lists, shows, searches, follows, forks, takes back, exports, imports, prunes, holds, closes and deletes conversations, and tells what models see of them.")
        {
            Examples = ["colloquy sessions list --updated-since 7d", "colloquy sessions show chat", "colloquy sessions fork chat rental --after-turn 1 --switch", "colloquy sessions undo chat", "colloquy sessions delete chat --user ines --yes"],
        };
        command.Subcommands.Add(SessionsListCommand.Create(globals, host));
        command.Subcommands.Add(SessionsShowCommand.Create(globals, host));
        command.Subcommands.Add(SessionsTurnsCommand.Create(globals, host));
        command.Subcommands.Add(SessionsBranchesCommand.Create(globals, host));
        command.Subcommands.Add(SessionsTreeCommand.Create(globals, host));
        command.Subcommands.Add(SessionsForkCommand.Create(globals, host));
        command.Subcommands.Add(SessionsSwitchCommand.Create(globals, host));
        command.Subcommands.Add(SessionsDiffCommand.Create(globals, host));
        command.Subcommands.Add(SessionsUndoCommand.Create(globals, host));
        command.Subcommands.Add(SessionsRedoCommand.Create(globals, host));
        command.Subcommands.Add(SessionsHeadsCommand.Create(globals, host));
        command.Subcommands.Add(SessionsRetryCommand.Create(globals, host));
        command.Subcommands.Add(SessionsSearchCommand.Create(globals, host));
        command.Subcommands.Add(SessionsWindowCommand.Create(globals, host));
        command.Subcommands.Add(SessionsExplainCommand.Create(globals, host));
        command.Subcommands.Add(SessionsFollowCommand.Create(globals, host));
        command.Subcommands.Add(SessionsExportCommand.Create(globals, host));
        command.Subcommands.Add(SessionsImportCommand.Create(globals, host));
        command.Subcommands.Add(SessionsCloseCommand.Create(globals, host));
        command.Subcommands.Add(SessionsReopenCommand.Create(globals, host));
        command.Subcommands.Add(SessionsTranscriptCommand.Create(globals, host));
        command.Subcommands.Add(SessionsPruneCommand.Create(globals, host));
        command.Subcommands.Add(SessionsRetentionCommand.Create(globals, host));
        command.Subcommands.Add(SessionsHoldCommand.Create(globals, host));
        command.Subcommands.Add(SessionsDeleteCommand.Create(globals, host));
        return command;
    }
}
