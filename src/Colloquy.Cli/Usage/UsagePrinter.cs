using System.Globalization;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Prints what was spent.</summary>
internal static class UsagePrinter
{
    /// <summary>The columns of numbers. Those that are not always there are left out where there is nothing in them.</summary>
    private static readonly (string Name, bool IsAlways, Func<UsageTotals, string> Cell)[] Columns =
    [
        ("Calls", true, totals => Wording.Number(totals.Calls)),
        ("Tools", false, totals => Wording.Number(totals.ToolCalls)),
        ("Input", true, totals => Wording.Number(totals.InputTokens)),
        ("Cached", false, totals => Wording.Number(totals.CachedInputTokens)),
        ("Output", true, totals => Wording.Number(totals.OutputTokens)),
        ("Reasoning", false, totals => Wording.Number(totals.ReasoningTokens)),
        ("Total", true, totals => Wording.Number(totals.TotalTokens)),
        ("Cost", true, Wording.Cost),
    ];

    public static void Print(UsageReport report, Terminal terminal)
    {
        if (report.Total.Calls == 0)
        {
            terminal.Say("No model calls.");
            return;
        }

        var by = report.Request.By;
        var columns = Columns.Where(column => column.IsAlways || column.Cell(report.Total) != "0").ToList();
        var names = UsageNames.Of(report);
        var table = Terminal.CreateTable([.. names.Headers, .. columns.Select(column => column.Name)]);
        foreach (var column in table.Columns.Skip(by == "turn" ? 0 : names.Headers.Count))
            column.RightAligned();
        foreach (var group in report.Groups)
            table.AddRow([.. names.Cells(group).Select(name => name is null ? "[grey]-[/]" : Terminal.Cell(name)), .. columns.Select(column => column.Cell(group.Totals))]);

        table.AddEmptyRow();
        table.AddRow([.. names.Headers.Select((_, i) => i == 0 ? "[bold]All[/]" : ""), .. columns.Select(column => $"[bold]{column.Cell(report.Total)}[/]")]);
        terminal.Write(table);
        if (by is "tool" or "branch")
            terminal.Note(by == "tool" ? "A call that asked for two tools counts whole for both, one that asked for none for none." : "What branches share counts for each of them, what was taken back for none.");
    }

    public static void PrintCsv(UsageReport report, TextWriter output)
    {
        var names = UsageNames.WithApp(report);
        output.WriteLine(string.Join(',', [.. names.Headers.Select(name => name.ToLowerInvariant()), "calls", "tool_calls", "input_tokens", "cached_input_tokens", "output_tokens", "reasoning_tokens", "total_tokens", "cost_usd", "unpriced_calls", "unreported_calls"]));
        foreach (var (group, totals) in report.Groups.Select(group => (group, group.Totals)))
        {
            IFormattable[] numbers = [totals.Calls, totals.ToolCalls, totals.InputTokens, totals.CachedInputTokens, totals.OutputTokens, totals.ReasoningTokens, totals.TotalTokens, totals.Cost, totals.UnpricedCalls, totals.UnreportedCalls];
            output.WriteLine(string.Join(',', [.. names.Cells(group).Select(Quote), .. numbers.Select(number => number.ToString(null, CultureInfo.InvariantCulture))]));
        }
    }

    /// <summary>Warns of what is not in the numbers.</summary>
    public static void Warn(UsageReport report, Terminal terminal)
    {
        var total = report.Total;
        if (total.ModelsWithoutPrice.Count > 0)
            terminal.Warning($"no price is known for {string.Join(", ", total.ModelsWithoutPrice)}, and the cost leaves out {Wording.Count(total.UnpricedCalls, "call")}. --prices takes a file with prices.");
        if (total.UnreportedCalls > 0)
            terminal.Warning($"{Wording.Count(total.UnreportedCalls, "call")} came without usage from the service, and {(total.UnreportedCalls == 1 ? "counts" : "count")} as no tokens.");

        // A store in a file has what each call used in columns; only the list of the tools that it asked for can be damaged by itself.
        var unreadable = report.Groups.Sum(group => group.Totals.UnreadableCalls);
        if (unreadable > 0)
            terminal.Warning($"the tools that {Wording.Count(unreadable, "call")} asked for cannot be read, and {(unreadable == 1 ? "it counts" : "they count")} for none.");
    }

    /// <summary>A field as RFC 4180 has it; what a spreadsheet would take for a formula is kept from it by an apostrophe.</summary>
    private static string Quote(string? text)
    {
        if (text is null)
            return "";

        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
