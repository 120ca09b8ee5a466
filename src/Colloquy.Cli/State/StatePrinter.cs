using System.Globalization;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Keys of state, a row each.</summary>
internal static class StatePrinter
{
    /// <summary>Stands where a value cannot be read.</summary>
    public const string Unreadable = "[red](unreadable)[/]";

    public static void Print(IReadOnlyList<StateKeyJson> found, Terminal terminal)
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
                $"[grey]{change.Version.ToString(CultureInfo.InvariantCulture)}[/]",
                Terminal.Cell(change.Key),
                change.Unreadable is not null ? Unreadable : change.Value is { } value ? Markup.Escape(PlainText.Safe(Wording.Value(value))) : "[grey](removed)[/]");
        }

        terminal.Write(table);
        foreach (var change in found.Where(change => change.Unreadable is not null))
            terminal.Note(change.Unreadable!);
    }
}
