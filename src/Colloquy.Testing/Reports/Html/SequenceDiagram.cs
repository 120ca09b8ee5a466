namespace Colloquy.Testing;

/// <summary>Who said what to whom: a column for the user, the agents and each tool host, and an arrow for each message.</summary>
internal static class SequenceDiagram
{
    private const int Column = 230;
    private const int Row = 30;
    private const int Top = 34;

    /// <summary>A conversation of more messages is not readable as a picture.</summary>
    private const int MostArrows = 120;

    public static void Write(Page page, ConversationRecord conversation)
    {
        var lanes = LanesOf(conversation);
        var arrows = conversation.Turns.SelectMany(turn => ArrowsOf(turn, lanes).Select((arrow, i) => arrow with { Turn = i == 0 ? turn.Number : 0 })).ToList();
        if (arrows.Count == 0)
            return;

        var shown = arrows.Take(MostArrows).ToList();
        var (width, height) = (Column * lanes.Count, Top + (Row * shown.Count) + 14);
        page.Raw("<details class=\"seq plain\"><summary>Sequence diagram</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Text($"Sequence diagram of {conversation.Title}")
            .Raw($"\"><svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"").Text($"{Figures.Count(arrows.Count, "message")} between {string.Join(", ", lanes)}; the turns above say the same in words.").Raw("\">");
        for (var i = 0; i < lanes.Count; i++)
            page.Raw($"<text class=\"l\" x=\"{Center(i)}\" y=\"16\">").Text(Words.Start(lanes[i], 20)).Raw($"</text><path class=\"l\" d=\"M{Center(i)} 24V{height - 4}\"/>");
        var y = Top;
        foreach (var arrow in shown)
        {
            y += Row;
            Draw(page, arrow, y - 8);
        }

        page.Raw("</svg></div>");
        if (arrows.Count > shown.Count)
            page.Raw("<p class=\"note\">").Text($"The picture ends after {shown.Count} of {arrows.Count} messages.").Raw("</p>");
        page.Raw("</details>");
    }

    private static void Draw(Page page, Arrow arrow, int y)
    {
        var (from, to) = (Center(arrow.From), Center(arrow.To));
        var right = to > from;
        if (arrow.Turn > 0)
            page.Raw($"<text class=\"t\" x=\"16\" y=\"{y + 4}\">{arrow.Turn}</text>");
        page.Raw($"<path class=\"a{(arrow.IsReply ? " r" : "")}{(arrow.IsBad ? " x" : "")}\" d=\"M{from} {y}H{(right ? to - 2 : to + 2)}m{(right ? -6 : 6)} -4l{(right ? 6 : -6)} 4l{(right ? -6 : 6)} 4\"/><text{(arrow.IsBad ? " class=\"x\"" : "")} x=\"{(from + to) / 2}\" y=\"{y - 5}\">")
            .Text(Words.Start(arrow.Text, Math.Max(28, (Math.Abs(arrow.To - arrow.From) * 36) - 4))).Raw("</text>");
    }

    private static int Center(int lane) => (Column * lane) + (Column / 2);

    private static List<string> LanesOf(ConversationRecord conversation) =>
    [
        "User",
        .. conversation.Turns.Select(turn => turn.Agent ?? "Agent").Distinct(StringComparer.Ordinal).DefaultIfEmpty("Agent"),
        .. conversation.Turns.SelectMany(turn => turn.ToolCalls).Select(call => call.Host ?? "Tools").Distinct(StringComparer.Ordinal),
    ];

    private static IEnumerable<Arrow> ArrowsOf(TurnRecord turn, List<string> lanes)
    {
        var agent = lanes.IndexOf(turn.Agent ?? "Agent", 1);
        if (turn.Input is not null)
            yield return new Arrow(0, agent, turn.Input, false, false);
        foreach (var call in turn.ToolCalls)
        {
            var host = lanes.LastIndexOf(call.Host ?? "Tools");
            yield return new Arrow(agent, host, $"{call.Tool}{CallText.Arguments(call)}", false, !call.WasExecuted);
            if (call.WasExecuted)
                yield return new Arrow(host, agent, call.Error ?? call.Result ?? "", true, call.Error is not null);
        }

        if (turn.Answer is not null || turn.Problem is not null)
            yield return new Arrow(agent, 0, turn.Answer ?? turn.Problem!.Message, true, turn.Problem is not null);
    }

    private readonly record struct Arrow(int From, int To, string Text, bool IsReply, bool IsBad, int Turn = 0);
}
