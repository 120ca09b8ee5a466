namespace Colloquy.Testing;

/// <summary>What moved since the baseline.</summary>
internal static class ChangesSection
{
    private const int Most = 30;

    public static void Write(Page page, RunComparison comparison, ReportIds ids)
    {
        page.Raw("<section class=\"moved\" aria-labelledby=\"h-moved\"><h2 id=\"h-moved\">Since the run of ").Text(Figures.Time(comparison.Baseline.Started)).Raw("</h2>");
        var any = false;
        foreach (var (kind, name) in new[] { (ChangeKinds.NewlyFailing, "Newly failing"), (ChangeKinds.NewlyPassing, "Newly passing"), (ChangeKinds.Slower, "Slower"), (ChangeKinds.Dearer, "Dearer"), (ChangeKinds.Added, "Added"), (ChangeKinds.Removed, "Removed") })
            any |= List(page, name, kind, comparison.Where(kind), ids);

        var same = ChangeKinds.Text | ChangeKinds.Calls | ChangeKinds.State;
        var changed = comparison.Conversations.Count(one => (one.Changes & same) != 0 && (one.Changes & (ChangeKinds.NewlyFailing | ChangeKinds.NewlyPassing)) == 0);
        if (changed > 0)
            page.Raw("<p class=\"note\">").Text($"{Figures.Count(changed, "conversation")} with the same outcome said or did something else. The filter 'Differences' shows them.").Raw("</p>");
        else if (!any)
            page.Raw("<p class=\"note\">Nothing moved.</p>");
        page.Raw("</section>\n");
    }

    private static bool List(Page page, string name, ChangeKinds kind, IReadOnlyList<ConversationComparison> moved, ReportIds ids)
    {
        if (moved.Count == 0)
            return false;

        page.Raw($"<div class=\"mv m{(int)kind}\"><h3>").Text(name).Raw($" <span class=\"count\">{moved.Count}</span></h3><ul>");
        foreach (var one in moved.Take(Most))
        {
            page.Raw("<li>");
            if (one.After is { } after)
                page.Raw($"<a href=\"#{ids.Of(after)}\">").Text(after.Title).Raw("</a>");
            else
                page.Text(one.Before!.Title);
            if (Detail(kind, one) is { } detail)
                page.Raw(" <span class=\"num\">").Text(detail).Raw("</span>");
            page.Raw("</li>");
        }

        if (moved.Count > Most)
            page.Raw($"<li class=\"num\">and {moved.Count - Most} more</li>");
        page.Raw("</ul></div>");
        return true;
    }

    private static string? Detail(ChangeKinds kind, ConversationComparison one) => (kind, one) switch
    {
        (ChangeKinds.Slower, { Before: { } before, After: { } after }) => $"{Figures.Duration(before.Totals.Duration)} → {Figures.Duration(after.Totals.Duration)}",
        (ChangeKinds.Dearer, { Before.Totals.Cost: { } before, After.Totals.Cost: { } after }) => $"{Figures.Cost(before)} → {Figures.Cost(after)}",
        (ChangeKinds.Dearer, { Before: { } before, After: { } after }) => $"{Figures.Count(before.Totals.Usage.Total)} → {Figures.Count(after.Totals.Usage.Total)} tokens",
        (ChangeKinds.NewlyFailing, { After: { } after }) => after.Turns.FirstOrDefault(turn => turn.Outcome.IsBad()) is { } turn ? $"{turn.Name}: {Words.Start(Words.Why(turn), 120)}" : Words.Start(after.Reason, 120),
        _ => null,
    };
}
