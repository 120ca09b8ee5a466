using System.CommandLine;

namespace Colloquy.Cli;

/// <summary><c>colloquy approvals</c>: tool calls that wait for a person.</summary>
internal static class ApprovalsCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("approvals", "Lists, approves and refuses tool calls that wait for a person.")
        {
            Examples = ["colloquy approvals list", "colloquy approvals approve 12-9f3c0a5b6d7e8f01", "colloquy approvals refuse ticket-4711 12 --user ines --reason \"Too much.\""],
        };
        command.Subcommands.Add(ApprovalsListCommand.Create(globals, host));
        command.Subcommands.Add(ApprovalsAnswerCommand.CreateApprove(globals, host));
        command.Subcommands.Add(ApprovalsAnswerCommand.CreateRefuse(globals, host));
        return command;
    }
}
