using System.Globalization;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Keys of state, a row each.</summary>
internal static class StatePrinter
{
    public static void Print(IReadOnlyList<StateChange> found, Terminal terminal)
    {
        if (found.Count == 0)
        {
            terminal.Say("Nothing.");
            return;
        }

        var table = Terminal.CreateTable("Version", "Key", "Value");
        table.Columns[0].RightAligned();
        table.Columns[2].NoWrap = false;
        foreach (var change in found)
        {
            table.AddRow(
                $"[grey]{change.Version.Value.ToString(CultureInfo.InvariantCulture)}[/]",
                Terminal.Cell(change.Key),
                change.Value is { } value ? Markup.Escape(PlainText.Safe(Wording.Value(value))) : "[grey](removed)[/]");
        }

        terminal.Write(table);
    }
}
