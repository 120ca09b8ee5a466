using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>What a conversation's section shows beside the conversation itself.</summary>
internal sealed record SectionContext
{
    public required string Id { get; init; }

    /// <summary>What changed since the baseline; null without a baseline.</summary>
    public ConversationComparison? SinceBaseline { get; init; }

    /// <summary>Whether it differs from the baseline, or from another variant.</summary>
    public bool IsDifferent { get; init; }

    /// <summary>The outcomes of earlier runs, the oldest first.</summary>
    public IReadOnlyList<TestOutcome> Earlier { get; init; } = [];

    public bool IsOpen { get; init; }
}

/// <summary>A container for a conversation: its totals, and the flow of its turns.</summary>
internal static class ConversationSection
{
    /// <summary>The line that is always seen, and the place for the body.</summary>
    public static void Write(Page page, ConversationRecord conversation, SectionContext context, Action<Page> writeBody)
    {
        page.Raw($"<details class=\"conv {Marks.ClassOf(conversation.Outcome)}\" id=\"{context.Id}\" data-bad=\"{(conversation.Outcome.IsBad() ? 1 : 0)}\" data-diff=\"{(context.IsDifferent ? 1 : 0)}\"{(context.IsOpen ? " open" : "")}><summary>")
            .Outcome(conversation.Outcome).Raw("<h3>").Text(conversation.Name);
        if (conversation.Variant is not null)
            page.Raw("<span class=\"var\">[").Text(conversation.Variant).Raw("]</span>");
        page.Raw("</h3>");
        if (conversation.Restart is not null)
            page.Raw("<span class=\"tag\">").Text(conversation.Restart).Raw("</span>");
        else if (conversation.Trial > 1)
            page.Raw($"<span class=\"tag\">trial {conversation.Trial}</span>");
        if (conversation.IsFork)
            page.Raw("<span class=\"tag\">fork</span>");
        page.Origin(conversation.Origin);
        if (conversation.Blame is { } blame && blame != Blame.Agent)
            page.Raw("<span class=\"tag t-bad\">").Text($"blame: {Words.Of(blame)}").Raw("</span>");
        foreach (var word in context.SinceBaseline is { } since ? Change.WordsOf(since.Changes & (ChangeKinds.NewlyFailing | ChangeKinds.NewlyPassing | ChangeKinds.Added)) : [])
            page.Raw("<span class=\"tag t-new\">").Text(word).Raw("</span>");
        page.Strip("Turns", conversation.Turns.Select(turn => turn.Outcome))
            .Numbers(Figures.Count(conversation.Turns.Count, "turn"), Figures.Duration(conversation.Totals.Duration), Figures.Count(conversation.Totals.Usage.Total, "token"), conversation.Totals.Cost is { } cost ? Figures.Cost(cost, conversation.Totals.CostIsPartial) : null)
            .Raw("</summary>");
        writeBody(page);
        page.Raw("</details>\n");
    }

    public static void Body(Page page, ConversationRecord conversation, SectionContext context)
    {
        page.Raw("<div class=\"body\">");
        if (conversation.Reason is not null)
            page.Raw("<p class=\"why\">").Text(conversation.Reason).Raw("</p>");
        Facts(page, conversation, context);
        TurnSection.Checks(page, conversation.Checks);
        page.Raw("<ol class=\"flow\">");
        IReadOnlyDictionary<string, JsonElement> state = new Dictionary<string, JsonElement>();
        foreach (var turn in conversation.Turns)
        {
            TurnSection.Write(page, turn, state, ReferenceEquals(turn, conversation.Turns[^1]));
            state = turn.State ?? state;
        }

        page.Raw("</ol>");
        SequenceDiagram.Write(page, conversation);
        if (context.SinceBaseline is { Before: not null, After: not null } since && (since.Changes & Change.OfBehavior) != 0)
            SideBySide.Write(page, since, "baseline", "this run", "Compare with the baseline");
        page.Raw("</div>");
    }

    /// <summary>The turns in a line each, for a page whose details come later.</summary>
    public static void Brief(Page page, ConversationRecord conversation, string? leftOut)
    {
        page.Raw("<div class=\"body\"><ol class=\"brief\">");
        foreach (var turn in conversation.Turns)
            page.Raw($"<li class=\"{Marks.ClassOf(turn.Outcome)}\"><b>").Text(turn.Name).Raw("</b> ").Text($"{Words.Of(turn.Outcome)}. {Words.Start(turn.Outcome.IsBad() ? Words.Why(turn) : turn.Answer, 80)}").Raw("</li>");
        page.Raw("</ol>");
        if (leftOut is not null)
            page.Raw("<p class=\"note\">").Text(leftOut).Raw("</p></div>");
        else
            page.Raw("<noscript><p class=\"note\">Details are shown by a script. The JSON file of the run has them, too.</p></noscript></div>");
    }

    private static void Facts(Page page, ConversationRecord conversation, SectionContext context)
    {
        var totals = conversation.Totals;
        page.Raw("<p class=\"facts\">").Text(string.Join(" · ", new[]
        {
            Figures.Count(totals.ToolCalls, "tool call"),
            Figures.Count(totals.ModelCalls, "model call"),
            $"{Figures.Count(totals.Usage.Input)} tokens in, {Figures.Count(totals.Usage.Output)} out",
            totals.JudgeUsage.Total > 0 || totals.JudgeCost is not null ? $"judges {Figures.Cost(totals.JudgeCost)}" : null,
            conversation.ToolHosts.Count > 0 ? $"tool hosts: {string.Join(", ", conversation.ToolHosts)}" : null,
            conversation.Cassette is { } cassette ? $"cassette {cassette}" : null,
        }.OfType<string>()));
        if (context.Earlier.Count > 0)
            page.Raw(" · earlier runs ").Strip("Earlier runs, oldest first", context.Earlier);
        page.Raw("</p>");
    }
}
