using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Makes the rows of a report.</summary>
internal static class WindowRows
{
    public static async ValueTask<IReadOnlyList<WindowRow>> OfAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        var rows = new List<WindowRow>();
        if (context.Window.Summary is { } summary)
        {
            rows.Add(new WindowRow { Positions = summary.Body.Covers, IsShown = false, Reason = $"covered by the summary of position {summary.Position}" });
            rows.Add(Added(context, summary.Shown.Message, $"the summary of position {summary.Position}, which covers {summary.Body.Covers.First} to {summary.Body.Covers.Last}"));
        }

        if (await context.Reader.PeekAsync(cancellationToken).ConfigureAwait(false) is { } next)
            rows.Add(new WindowRow { Positions = new PositionRange(context.Window.Summary?.Body.Covers.Last.Next ?? Position.Start.Next, next), IsShown = false, Reason = context.CutReason });

        var messages = new List<WindowRow>(context.Apart.Count + context.Exchanges.Count);
        foreach (var group in context.Apart)
            Add(messages, context, group);
        foreach (var group in context.Exchanges)
            Add(messages, context, group);
        foreach (var orphan in context.Reader.Orphans)
        {
            if (messages.TrueForAll(row => row.Positions?.First != orphan.Position))
                messages.Add(Row(orphan.Position, orphan.Message, tokens: 0, isShown: false, orphan.IsReasoning ? "reasoning without what it led to" : "a result whose call is not in the window"));
        }

        foreach (var (position, problem) in context.Window.Unreadable)
        {
            if (messages.TrueForAll(row => row.Positions?.First != position))
                messages.Add(new WindowRow { Positions = new PositionRange(position, position), IsShown = false, Reason = $"cannot be read: it {problem}" });
        }

        messages.Sort((left, right) => left.Positions!.Value.First.CompareTo(right.Positions!.Value.First));
        foreach (var (before, message, reason) in context.Inserted)
        {
            var at = messages.FindIndex(row => !before.IsStart && row.Positions?.First >= before);
            messages.Insert(at < 0 ? messages.Count : at, Added(context, message, reason));
        }

        return [.. rows, .. messages];
    }

    private static void Add(List<WindowRow> rows, CompactionContext context, MessageGroup group)
    {
        for (var i = 0; i < group.Items.Count; i++)
        {
            var change = group.ChangeOf(i);
            var isShown = group.IsShown(i);
            var reason = change ?? group.Reason ?? (isShown ? "nothing leaves it out" : context.CutReason);
            rows.Add(Row(group.Items[i].Position, group.Messages[i], isShown ? context.Calibrate(group.CountOf(i)) : 0, isShown, reason, isChanged: isShown && change is not null));
        }
    }

    public static WindowRow Row(Position position, ChatMessage message, int tokens, bool isShown, string reason, bool isChanged = false) => new()
    {
        Positions = new PositionRange(position, position),
        Role = message.Role,
        Preview = Preview(message),
        Tokens = tokens,
        IsShown = isShown,
        IsChanged = isChanged,
        Reason = reason,
    };

    private static WindowRow Added(CompactionContext context, ChatMessage message, string reason) =>
        new() { Role = message.Role, Preview = Preview(message), Tokens = context.Calibrate(context.Counter.Count(message)), IsShown = true, Reason = reason };

    private static string? Preview(ChatMessage message)
    {
        if (MessagePreview.Of(message) is { } text)
            return text;

        return message.Contents.Count == 0 ? null : message.Contents[0] switch
        {
            FunctionCallContent call => $"calls {call.Name}",
            FunctionResultContent result when ToolResults.TextOf(result) is { } said => MessagePreview.Of(said),
            var other => other.GetType().Name,
        };
    }
}
