using System.CommandLine;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions branches</c>: the branches of a conversation.</summary>
internal static class SessionsBranchesCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("branches", "Lists the branches of a conversation. A star marks the current one.")
        {
            Examples = ["colloquy sessions branches chat", "colloquy sessions branches ticket-4711 --user ines --json"],
        };
        var session = new SessionArgument(globals, command);
        var json = GlobalOptions.Json();
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            var branches = await found.Branches.ListAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(new BranchListJson([.. branches.Select(BranchJson.Of)]), host);
            else
                await host.Terminal.PageAsync(() => Print(branches, branches.FirstOrDefault(branch => branch.IsCurrent)?.Name, host), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Prints branches, with a star at one of them.</summary>
    public static void Print(IReadOnlyList<SessionBranch> branches, string? starred, CliHost host)
    {
        var table = Terminal.CreateTable("", "Branch", "Turns", "Entries", "Head", "Forked from", "Created");
        table.Columns[0].Label = "Current";
        foreach (var right in (int[])[2, 3, 4])
            table.Columns[right].RightAligned();
        foreach (var branch in branches)
        {
            table.AddRow(
                branch.Name == starred ? "[green]*[/]" : " ",
                Terminal.Cell(branch.Name),
                Wording.Number(branch.Turns),
                Wording.Number(branch.Entries),
                $"[grey]{branch.Head}[/]",
                branch.Source is { } source ? Markup.Escape($"{PlainText.Line(source)} at {branch.ForkedAt}") : "[grey]-[/]",
                Wording.Time(branch.CreatedAt, host.Time));
        }

        host.Terminal.Write(table);
    }
}
