namespace Colloquy.Testing;

/// <summary>How the variants did, the best first.</summary>
internal static class LeaderboardSection
{
    public static void Write(Page page, RunRecord run)
    {
        var rows = run.Conversations.Where(one => !one.IsFork && one.Restart is null && one.Variant is not null).GroupBy(one => one.Variant!, StringComparer.Ordinal)
            .Select(group => (Variant: group.Key, Totals: RunTotals.Sum([.. group.Select(one => one.Totals)])))
            .OrderByDescending(row => row.Totals.PassRate).ThenBy(row => PerTest(row.Totals) ?? decimal.MaxValue).ThenBy(row => row.Totals.Usage.Total).ThenBy(row => row.Variant, StringComparer.Ordinal).ToList();
        if (rows.Count < 2)
            return;

        page.Raw("<section class=\"board\" aria-labelledby=\"h-board\"><h2 id=\"h-board\">Leaderboard</h2><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Variants\"><table><thead><tr><th scope=\"col\" class=\"n\">#</th><th scope=\"col\">Variant</th><th scope=\"col\">Pass rate</th><th scope=\"col\" class=\"n\">Tests</th><th scope=\"col\" class=\"n\">Cost per test</th><th scope=\"col\" class=\"n\">Tokens per test</th><th scope=\"col\" class=\"n\">Time per test</th></tr></thead><tbody>");
        var place = 0;
        foreach (var (variant, totals) in rows)
        {
            place++;
            var tests = Math.Max(1, totals.Tests);
            page.Raw($"<tr><td class=\"n\">{place}</td><th scope=\"row\">").Text(variant).Raw("</th><td class=\"rate\">")
                .Raw($"<svg class=\"meter\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"t\" width=\"100\" height=\"8\"/><rect class=\"{(totals.PassRate >= 1 ? "p" : "f")}\" width=\"{totals.PassRate * 100:0.#}\" height=\"8\"/></svg> ")
                .Text(Figures.Percent(totals.PassRate)).Raw("</td><td class=\"n\">").Text($"{totals.Passed} of {totals.Tests - totals.Skipped}")
                .Raw("</td><td class=\"n\">").Text(Figures.Cost(PerTest(totals))).Raw("</td><td class=\"n\">").Text(Figures.Count(totals.Usage.Total / tests))
                .Raw("</td><td class=\"n\">").Text(Figures.Duration(totals.Duration / tests)).Raw("</td></tr>");
        }

        page.Raw("</tbody></table></div></section>\n");
    }

    private static decimal? PerTest(RunTotals totals) => totals.Cost is { } cost && totals.Tests > 0 ? cost / totals.Tests : null;
}
