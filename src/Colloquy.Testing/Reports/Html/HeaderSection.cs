namespace Colloquy.Testing;

/// <summary>The verdict, the totals, and where the tests ran.</summary>
internal static class HeaderSection
{
    public static void Write(Page page, RunRecord run)
    {
        var totals = run.Totals;
        page.Raw("<header class=\"top\"><div class=\"wrap\"><p class=\"kind\">Conversation tests</p><h1>").Text(run.Name).Raw("</h1>")
            .Raw($"<p class=\"verdict {Marks.ClassOf(run.Verdict)}\"><i aria-hidden=\"true\">{Marks.SignOf(run.Verdict)}</i>").Text(Words.Verdict(run)).Raw("</p>");
        Bar(page, totals);
        page.Raw("<dl class=\"totals\">");
        Total(page, "Conversations", Figures.Count(totals.Conversations), Origins(run));
        Total(page, "Tests", Figures.Count(totals.Tests), Figures.Percent(totals.PassRate) + " passed");
        Total(page, "Time", Figures.Duration(run.Duration), totals.Duration > run.Duration * 1.05 ? Figures.Duration(totals.Duration) + " of turns" : null);
        Total(page, "Tokens", Figures.Count(totals.Usage.Total), $"{Figures.Count(totals.Usage.Input)} in, {Figures.Count(totals.Usage.Output)} out");
        Total(page, "Cost of agents", Figures.Cost(totals.Cost, totals.CostIsPartial), totals.CostIsPartial && totals.Cost is not null ? "some prices unknown" : null);
        if (totals.JudgeUsage.Total > 0 || totals.JudgeCost is not null)
            Total(page, "Cost of judges", Figures.Cost(totals.JudgeCost), Figures.Count(totals.JudgeUsage.Total, "token"));
        Total(page, "Tool calls", Figures.Count(totals.ToolCalls), Figures.Count(totals.ModelCalls, "model call"));
        page.Raw("</dl><p class=\"facts\">").Text(string.Join(" · ", Facts(run))).Raw("</p></div></header>\n");
    }

    private static IEnumerable<string> Facts(RunRecord run) =>
    [
        Figures.Time(run.Started),
        .. run.Environment.Commit is { } commit ? [$"commit {commit[..Math.Min(10, commit.Length)]}"] : Array.Empty<string>(),
        run.Environment.IsBuildServer ? "build server" : "local machine",
        run.Environment.OperatingSystem,
        run.Environment.Framework,
        $"run {run.Id}",
    ];

    private static string? Origins(RunRecord run)
    {
        var words = run.Conversations.Where(one => !one.IsFork && one.Restart is null).SelectMany(one => Words.Of(one.Origin)).GroupBy(word => word).Select(group => group.Count() == run.Totals.Conversations ? group.Key : $"{Figures.Count(group.Count())} {group.Key}").ToList();
        return words.Count == 0 ? null : string.Join(", ", words);
    }

    private static void Total(Page page, string name, string value, string? note)
    {
        page.Raw("<div><dt>").Text(name).Raw("</dt><dd>").Text(value);
        if (note is not null)
            page.Raw("<small>").Text(note).Raw("</small>");
        page.Raw("</dd></div>");
    }

    private static void Bar(Page page, RunTotals totals)
    {
        if (totals.Tests == 0)
            return;

        (TestOutcome Outcome, int Count)[] parts = [(TestOutcome.Failed, totals.Failed), (TestOutcome.Error, totals.Errors), (TestOutcome.Blocked, totals.Blocked), (TestOutcome.Passed, totals.Passed), (TestOutcome.Skipped, totals.Skipped)];
        var shown = parts.Where(part => part.Count > 0).ToList();
        page.Raw("<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"").Text(string.Join(", ", shown.Select(part => $"{part.Count} {Words.Of(part.Outcome)}"))).Raw("\">");
        var x = 0.0;
        foreach (var (outcome, count) in shown)
        {
            var width = 1000.0 * count / totals.Tests;
            page.Raw($"<rect class=\"{Marks.ClassOf(outcome)}\" x=\"{x:0.#}\" width=\"{Math.Max(width, 4):0.#}\" height=\"10\"/>");
            x += width;
        }

        page.Raw("</svg><p class=\"legend\">").Text(string.Join(" · ", shown.Select(part => $"{Figures.Count(part.Count)} {Words.Of(part.Outcome)}"))).Raw("</p>");
    }
}
