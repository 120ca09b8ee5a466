using System.CommandLine;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary><c>colloquy sessions window</c>: what a model would be sent, and why.</summary>
internal static class SessionsWindowCommand
{
    public static Command Create(GlobalOptions globals, CliHost host)
    {
        var command = new HelpfulCommand("window", "Shows what a model would be sent of a conversation now, and why each message is in or out. Asks no model.")
        {
            Examples = ["colloquy sessions window chat", "colloquy sessions window chat --budget 2000", "colloquy sessions window chat --branch rental --full", "colloquy sessions window chat --json"],
        };
        var session = new SessionArgument(globals, command, takesBranch: true);
        var budget = GlobalOptions.Number("--budget", "TOKENS", "The most tokens that the messages may have [default: 100000]", min: 1, max: int.MaxValue);
        var full = new Option<bool>("--full") { Description = "Show the messages whole, exactly as they would be sent" };
        var json = GlobalOptions.Json();
        foreach (var option in new Option[] { budget, full, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await StoreFile.Of(parsed, globals, host).OpenForReadingAsync(host, cancellationToken).ConfigureAwait(false);
            var found = await session.FindAsync(parsed, store, host, cancellationToken).ConfigureAwait(false);
            WindowPipeline? window = parsed.GetValue(budget) is { } tokens ? [new TokenBudgetStrategy(tokens)] : null;
            var report = await found.Window.PreviewAsync(window, agent: null, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                CliJson.Print(WindowJson.Of(found.Branch, report), host);
            else
                await host.Terminal.PageAsync(() => Print(found.Branch, report, parsed.GetValue(full), host.Terminal), cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(string branch, WindowReport report, bool full, Terminal terminal)
    {
        new FactGrid()
            .Add("Branch", branch)
            .Add("Sent", $"{Wording.Count(report.Messages.Count, "message")}, {Wording.Count(report.Tokens, "token")}{(report.Budget is { } budget ? $" of a budget of {Wording.Number(budget)}" : "")}")
            .Add("Cut", report.Cut is { } cut ? $"before position {cut}" : null)
            .Print(terminal);
        if (report.Rows.Count > 0)
        {
            terminal.Output.WriteLine();
            PrintRows(report.Rows, terminal);
        }

        if (full && report.Messages.Count > 0)
        {
            terminal.Output.WriteLine();
            SentTable.Print(report.Messages, terminal);
        }

        foreach (var note in report.Notes)
            terminal.Note(note);
    }

    private static void PrintRows(IReadOnlyList<WindowRow> rows, Terminal terminal)
    {
        var table = Terminal.CreateTable("", "Position", "Role", "Tokens", "Why", "Message");
        table.Columns[0].Label = "Place";
        table.Columns[1].RightAligned();
        table.Columns[3].RightAligned();
        table.Columns[4].NoWrap = false;
        table.Columns[5].NoWrap = false;
        foreach (var row in rows)
        {
            table.AddRow(
                Paint(row),
                row.Positions is { } range ? $"[grey]{Wording.Range(range)}[/]" : "[grey]-[/]",
                row.Role is { } role ? Terminal.Cell(role.Value) : "[grey]-[/]",
                row.IsShown ? Wording.Number(row.Tokens) : "[grey]-[/]",
                Terminal.Cell(row.Reason),
                Markup.Escape(PlainText.Short(row.Preview, 60)));
        }

        terminal.Write(table);
    }

    private static string Paint(WindowRow row) => row switch
    {
        { IsShown: false } => $"[grey]{Wording.Place(row)}[/]",
        { IsAdded: false, IsChanged: false } => $"[green]{Wording.Place(row)}[/]",
        _ => $"[yellow]{Wording.Place(row)}[/]",
    };
}
