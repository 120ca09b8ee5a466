using System.Globalization;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Memories, a row each.</summary>
internal static class MemoryPrinter
{
    public static void Print(IReadOnlyList<MemoryItem> found, CliHost host)
    {
        // A column that is empty in every row is left out.
        var (withKeys, withSources) = (found.Any(memory => memory.Key is not null), found.Any(memory => memory.Source is not null));
        List<string> names = ["Id", "When"];
        if (withKeys)
            names.Add("Key");
        if (withSources)
            names.Add("From");
        var table = Terminal.CreateTable([.. names, "Memory"]);
        table.Columns[0].RightAligned();
        table.Columns[^1].NoWrap = false;
        foreach (var memory in found)
        {
            List<string> cells = [$"[grey]{memory.Id.Value.ToString(CultureInfo.InvariantCulture)}[/]", Wording.Time(memory.UpdatedAt, host.Time)];
            if (withKeys)
                cells.Add(Terminal.Cell(memory.Key));
            if (withSources)
                cells.Add(memory.Source is { } source ? Terminal.Cell($"{source.Key.Id} {source.Position}") : "");
            table.AddRow([.. cells, Markup.Escape(PlainText.Safe(memory.Text))]);
        }

        host.Terminal.Write(table);
        foreach (var memory in found)
        {
            if (memory.Unreadable is { } problem)
                host.Terminal.Note($"Memory {memory.Id} {problem}.");
        }
    }
}
