namespace Colloquy.Testing;

/// <summary>The trends over earlier runs.</summary>
internal static class HistorySection
{
    public static void Write(Page page, IReadOnlyList<RunSummary> runs, IReadOnlyList<string> unreadable)
    {
        var parts = runs.Where(IsPart).ToList();
        runs = [.. runs.Where(run => !IsPart(run))];
        if (runs.Count < 2 && unreadable.Count + parts.Count == 0)
            return;

        page.Raw("<section class=\"trend\" aria-labelledby=\"h-trend\"><h2 id=\"h-trend\">Trend</h2>");
        if (runs.Count > 1)
        {
            page.Raw("<div class=\"sparks\">");
            Sparkline.Write(page, "Pass rate", runs, run => run.Totals.PassRate, value => Figures.Percent(value), 0, 1);
            Sparkline.Write(page, "Tests", runs, run => run.Totals.Tests, value => Figures.Count((long)value), 0);
            Sparkline.Write(page, "Tokens", runs, run => run.Totals.Usage.Total, value => Figures.Count((long)value), 0);
            if (runs.Any(run => run.Totals.Cost is not null))
                Sparkline.Write(page, "Cost", runs, run => (double)(run.Totals.Cost ?? 0), value => Figures.Cost((decimal)value), 0);
            Sparkline.Write(page, "Time", runs, run => run.Duration.TotalMilliseconds, value => Figures.Duration(TimeSpan.FromMilliseconds(value)), 0);
            page.Raw("</div>");
            Table(page, runs);
        }

        foreach (var problem in unreadable.Concat(parts.Select(run => $"The run of {Figures.Time(run.Started)} {(run.IsUnfinished ? "did not end" : "was of tests selected by name")}, so it shows a part of the tests.")))
            page.Raw("<p class=\"warn\"><b>Not in the trend:</b> ").Text(problem).Raw("</p>");
        page.Raw("</section>\n");
    }

    private static bool IsPart(RunSummary run) => run.IsUnfinished || run.IsNarrowed;

    private static void Table(Page page, IReadOnlyList<RunSummary> runs)
    {
        page.Raw("<details class=\"plain\"><summary>").Text($"The last {Figures.Count(runs.Count, "run")} as a table").Raw("</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Runs\"><table><thead><tr><th scope=\"col\">Run</th><th scope=\"col\">Verdict</th><th scope=\"col\" class=\"n\">Passed</th><th scope=\"col\" class=\"n\">Time</th><th scope=\"col\" class=\"n\">Tokens</th><th scope=\"col\" class=\"n\">Cost</th></tr></thead><tbody>");
        foreach (var run in runs.Reverse())
        {
            page.Raw("<tr><th scope=\"row\">").Text(Figures.Time(run.Started)).Raw("</th><td>").Outcome(run.Verdict).Raw("</td><td class=\"n\">").Text($"{run.Totals.Passed} of {run.Totals.Tests}")
                .Raw("</td><td class=\"n\">").Text(Figures.Duration(run.Duration)).Raw("</td><td class=\"n\">").Text(Figures.Count(run.Totals.Usage.Total)).Raw("</td><td class=\"n\">").Text(Figures.Cost(run.Totals.Cost)).Raw("</td></tr>");
        }

        page.Raw("</tbody></table></div></details>");
    }
}
