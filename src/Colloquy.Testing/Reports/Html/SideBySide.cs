namespace Colloquy.Testing;

/// <summary>Two conversations on the same turns, the differences first.</summary>
internal static class SideBySide
{
    public static void Write(Page page, ConversationComparison comparison, string before, string after, string? title = null) =>
        Write(page, comparison, title ?? $"Compare {before} with {after}", id: null, place => Body(place, comparison, before, after));

    /// <summary>The line that is always seen, and a place for the body.</summary>
    public static void Write(Page page, ConversationComparison comparison, string title, string? id, Action<Page> writeBody)
    {
        var different = comparison.DifferentTurns;
        page.Raw($"<details class=\"cmp plain\"{(id is null ? "" : $" id=\"{id}\"")}><summary>").Text(title).Raw(" <span class=\"num\">")
            .Text(different.Count == 0 ? "no differences" : $"{different.Count} of {Figures.Count(comparison.Turns.Count, "turn")} {(different.Count == 1 ? "differs" : "differ")}").Raw("</span></summary>");
        writeBody(page);
        page.Raw("</details>");
    }

    public static void Body(Page page, ConversationComparison comparison, string before, string after)
    {
        var different = comparison.DifferentTurns;
        page.Raw("<div class=\"cb\">");
        Totals(page, comparison, before, after);
        foreach (var turn in different)
            Turn(page, turn, before, after);
        var same = comparison.Turns.Except(different).Select(turn => (turn.After ?? turn.Before)!.Name).ToList();
        if (same.Count > 0)
            page.Raw("<p class=\"note\">").Text($"The same: {string.Join(", ", same)}").Raw("</p>");
        page.Raw("</div>");
    }

    private static void Totals(Page page, ConversationComparison comparison, string before, string after)
    {
        page.Raw("<div class=\"two\">");
        foreach (var (name, one) in new[] { (before, comparison.Before!), (after, comparison.After!) })
            page.Raw("<div><b>").Text(name).Raw("</b> ").Outcome(one.Outcome).Numbers(Figures.Duration(one.Totals.Duration), Figures.Count(one.Totals.Usage.Total, "token"), one.Totals.Cost is { } cost ? Figures.Cost(cost) : null, Figures.Count(one.Totals.ToolCalls, "tool call")).Raw("</div>");
        page.Raw("</div>");
    }

    private static void Turn(Page page, TurnComparison turn, string before, string after)
    {
        var named = (turn.After ?? turn.Before)!;
        page.Raw("<div class=\"pair\"><div class=\"ph\"><h4>").Text($"{(named.Number > 0 ? $"{named.Number} " : "")}{named.Name}").Raw("</h4>");
        foreach (var word in Change.WordsOf(turn.Changes))
            page.Raw("<span class=\"tag\">").Text(word).Raw("</span>");
        page.Raw("</div>");
        if (turn.Before?.Input == turn.After?.Input && named.Input is not null)
            page.Raw("<div class=\"msg u\"><b>User</b><div class=\"tx\" dir=\"auto\">").Text(named.Input).Raw("</div></div>");
        var pieces = turn.Before is null || turn.After is null ? [] : turn.CompareAnswers();
        page.Raw("<div class=\"two\">");
        Side(page, before, turn.Before, turn.Calls, true, pieces);
        Side(page, after, turn.After, turn.Calls, false, pieces);
        page.Raw("</div>");
        State(page, turn.State);
        page.Raw("</div>");
    }

    /// <summary>The values of the state that are not the same after the turn.</summary>
    private static void State(Page page, IReadOnlyList<StateComparison> changes)
    {
        if (changes.Count == 0)
            return;

        page.Raw("<p class=\"sn\">State</p><dl class=\"state\">");
        foreach (var change in changes)
        {
            page.Raw("<dt>").Text(change.Key).Raw("</dt><dd>");
            page.Raw(change.Before is null ? "" : "<del>").Text(change.Before?.GetRawText() ?? "none").Raw(change.Before is null ? "" : "</del>").Raw(" → ");
            page.Raw(change.After is null ? "" : "<ins>").Text(change.After?.GetRawText() ?? "none").Raw(change.After is null ? "" : "</ins>").Raw("</dd>");
        }

        page.Raw("</dl>");
    }

    private static void Side(Page page, string name, TurnRecord? turn, IReadOnlyList<CallComparison> calls, bool isBefore, IReadOnlyList<TextPiece> pieces)
    {
        page.Raw("<div class=\"side\"><p class=\"sn\">").Text(name);
        if (turn is null)
        {
            page.Raw("</p><p class=\"note\">There is no such turn.</p></div>");
            return;
        }

        page.Raw(" ").Outcome(turn.Outcome).Numbers(Figures.Duration(turn.Duration), turn.Usage.Total > 0 ? Figures.Count(turn.Usage.Total, "token") : null, turn.Cost is { } cost ? Figures.Cost(cost) : null).Raw("</p>");
        if (turn.Outcome.IsBad() && Words.Why(turn) is { } why)
            page.Raw("<p class=\"why\">").Text(why).Raw("</p>");
        foreach (var call in calls)
        {
            if ((isBefore ? call.Before : call.After) is { } made)
                page.Raw($"<p class=\"sc{(call.IsChanged ? " ch" : "")}\"><code>").Text($"{(made.Host is null ? made.Name : $"{made.Host}.{made.Tool}")}{CallText.Arguments(made)}").Raw("</code>").Text(made.Error is not null ? $" failed: {made.Error}" : call.IsChanged && call.ArgumentsAreEqual ? $" = {made.Result}" : "").Raw("</p>");
        }

        page.Raw("<div class=\"tx\" dir=\"auto\">");
        foreach (var piece in pieces.Where(piece => isBefore ? piece.IsBefore : piece.IsAfter))
        {
            var mark = piece.IsBefore && piece.IsAfter ? null : isBefore ? "del" : "ins";
            page.Raw(mark is null ? "" : $"<{mark}>").Text(piece.Text).Raw(mark is null ? "" : $"</{mark}>");
        }

        page.Raw(pieces.Count == 0 ? HtmlText.Escape(turn.Answer, 8_000) : "").Raw("</div></div>");
    }
}
