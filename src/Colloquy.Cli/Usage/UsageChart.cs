using System.Globalization;
using Spectre.Console;

namespace Colloquy.Cli;

/// <summary>Draws usage as bars. The longest fills the window, up to a maximum.</summary>
/// <param name="report">The usage.</param>
/// <param name="measure">The measure of the bars; null for the cost, or for tokens where no cost is known.</param>
internal sealed class UsageChart(UsageReport report, string? measure)
{
    public const string Cost = "cost";
    public const string Tokens = "tokens";

    private const string All = "All";
    private const string Gap = "  ";
    private const int Widest = 60;
    private const int Narrowest = 4;
    private const int PipeWidth = 100;
    private const int MostDays = 400;

    private readonly bool _isCost = measure is null ? report.Total.Cost > 0 : measure == Cost;

    /// <summary>Prints the chart.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="glyphs">The characters of the bars; null for the figures alone.</param>
    public void Print(Terminal terminal, Glyphs? glyphs)
    {
        if (report.Total.Calls == 0)
        {
            terminal.Say("No model calls.");
            return;
        }

        var names = UsageNames.Of(report);
        var rows = Rows(names).ToList();
        var figure = rows.Select(row => Figure(row.Totals)).Append(Figure(report.Total)).Append(Header).Max(text => text.Length);
        var labels = names.Headers.Select((header, i) => rows.Select(row => Cells.Width(row.Names[i])).Append(header.Length).Append(i == 0 ? All.Length : 0).Max()).ToArray();
        var width = terminal.IsWindow ? terminal.PrintWidth : PipeWidth;

        // Where the names leave no room for bars, each has a line of its own.
        var isApart = terminal.IsWindow && labels.Sum(label => label + Gap.Length) + figure + Gap.Length + Narrowest > width;
        var room = Math.Min(Widest, width - figure - Gap.Length - (isApart ? Gap.Length : labels.Sum(label => label + Gap.Length)));
        var longest = rows.Max(row => Amount(row.Totals));

        Write([.. names.Headers], Header, "", bold: true);
        foreach (var (cells, totals) in rows)
            Write(cells, Figure(totals), glyphs is null || longest == 0 || room < 1 ? "" : glyphs.Bar((double)(Amount(totals) / longest), room), bold: false);
        terminal.Output.WriteLine();
        Write([All, .. names.Headers.Skip(1).Select(_ => "")], Figure(report.Total), "", bold: true);

        void Write(string[] cells, string amount, string bar, bool bold)
        {
            var style = bold ? "bold" : "default";
            var name = isApart ? string.Join(' ', cells.Where(cell => cell.Length > 0)) : string.Join(Gap, cells.Select((cell, i) => Cells.Pad(cell, labels[i])));
            var drawn = $"{amount.PadLeft(isApart ? 0 : figure)}[/]{(bar.Length > 0 ? $"{Gap}[{(_isCost ? "green" : "blue")}]{bar}[/]" : "")}";
            if (isApart)
                terminal.Mark($"[{style}]{Markup.Escape(name)}[/]");
            terminal.Mark($"[{style}]{(isApart ? "" : Markup.Escape(name))}{Gap}{drawn}");
        }
    }

    private string Header => _isCost ? "Cost" : "Tokens";

    private string Figure(UsageTotals totals) => _isCost ? Wording.Cost(totals) : Wording.Number(totals.TotalTokens);

    private decimal Amount(UsageTotals totals) => _isCost ? totals.Cost : totals.TotalTokens;

    /// <summary>The groups. Days without a call are added between others, so that a gap is seen.</summary>
    private IEnumerable<(string[] Names, UsageTotals Totals)> Rows(UsageNames names)
    {
        DateOnly? before = null;
        foreach (var group in report.Groups)
        {
            var day = report.Request.By == "day" && DateOnly.TryParseExact(group.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : (DateOnly?)null;
            if (day is { } now && before is { } last && now.DayNumber - last.DayNumber <= MostDays)
            {
                for (var missing = last.AddDays(1); missing < now; missing = missing.AddDays(1))
                    yield return ([missing.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)], new UsageTotals());
            }

            before = day ?? before;
            yield return ([.. names.Cells(group).Select(name => PlainText.Line(name ?? "-"))], group.Totals);
        }
    }
}
