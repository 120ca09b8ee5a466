namespace Colloquy.Testing;

/// <summary>Small parts that many sections show: outcomes, badges, figures.</summary>
internal static class Marks
{
    public static string ClassOf(TestOutcome outcome) => outcome switch
    {
        TestOutcome.Passed => "p",
        TestOutcome.Failed => "f",
        TestOutcome.Error => "e",
        TestOutcome.Blocked => "b",
        _ => "s",
    };

    /// <summary>A sign for an outcome, so that color is not all that tells.</summary>
    public static char SignOf(TestOutcome outcome) => outcome switch
    {
        TestOutcome.Passed => '✓',
        TestOutcome.Failed => '✕',
        TestOutcome.Error => '!',
        TestOutcome.Blocked => '∥',
        _ => '–',
    };

    public static Page Outcome(this Page page, TestOutcome outcome) =>
        page.Raw($"<span class=\"st {ClassOf(outcome)}\"><i aria-hidden=\"true\">{SignOf(outcome)}</i>{Words.Of(outcome)}</span>");

    public static Page Origin(this Page page, AnswerOrigin origin)
    {
        foreach (var word in Words.Of(origin))
            page.Raw($"<span class=\"tag o-{word}\">{word}</span>");
        return page;
    }

    /// <summary>One mark for each outcome.</summary>
    public static Page Strip(this Page page, string label, IEnumerable<TestOutcome> outcomes)
    {
        var list = outcomes.ToList();
        page.Raw("<span class=\"strip\" role=\"img\" aria-label=\"").Text($"{label}: {string.Join(", ", list.Select(Words.Of))}").Raw("\">");
        foreach (var outcome in list.Take(40))
            page.Raw($"<i class=\"{ClassOf(outcome)}\">{SignOf(outcome)}</i>");
        return page.Raw(list.Count > 40 ? "…</span>" : "</span>");
    }

    /// <summary>Figures with a point between them; the empty ones are left out.</summary>
    public static Page Numbers(this Page page, params IEnumerable<string?> figures) =>
        page.Raw("<span class=\"num\">").Text(string.Join(" · ", figures.Where(figure => !string.IsNullOrEmpty(figure)))).Raw("</span>");
}
