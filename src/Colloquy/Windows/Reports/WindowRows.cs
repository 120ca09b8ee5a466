using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Makes the rows of a report.</summary>
internal static class WindowRows
{
    public static async ValueTask<IReadOnlyList<WindowRow>> OfAsync(CompactionContext draft, CancellationToken cancellationToken)
    {
        var rows = new List<WindowRow>();
        if (draft.Window.Summary is { } summary)
        {
            rows.Add(new WindowRow { Positions = summary.Body.Covers, Place = WindowPlace.Out, Reason = $"covered by the summary of position {summary.Position}" });
            rows.Add(Added(draft, summary.Shown.Message, $"the summary of position {summary.Position}, which covers {summary.Body.Covers.First} to {summary.Body.Covers.Last}"));
        }

        if (await draft.Reader.PeekAsync(cancellationToken).ConfigureAwait(false) is { } next)
            rows.Add(new WindowRow { Positions = new PositionRange(draft.Window.Summary?.Body.Covers.Last.Next ?? Position.Start.Next, next), Place = WindowPlace.Out, Reason = draft.CutReason });

        var messages = new List<WindowRow>(draft.Apart.Count + draft.Exchanges.Count);
        foreach (var exchange in draft.Apart)
            Add(messages, draft, exchange);
        foreach (var exchange in draft.Exchanges)
            Add(messages, draft, exchange);
        foreach (var orphan in draft.Reader.Orphans)
        {
            if (messages.TrueForAll(row => row.Positions?.First != orphan.Position))
                messages.Add(Row(orphan.Position, orphan.Message, tokens: 0, WindowPlace.Out, orphan.IsReasoning ? "reasoning without what it led to" : "a result whose call is not in the window"));
        }

        foreach (var (position, problem) in draft.Window.Unreadable)
        {
            if (messages.TrueForAll(row => row.Positions?.First != position))
                messages.Add(new WindowRow { Positions = new PositionRange(position, position), Place = WindowPlace.Out, Reason = $"cannot be read: it {problem}" });
        }

        messages.Sort((left, right) => left.Positions!.Value.First.CompareTo(right.Positions!.Value.First));
        foreach (var (before, message, reason) in draft.Inserted)
        {
            var at = messages.FindIndex(row => !before.IsStart && row.Positions?.First >= before);
            messages.Insert(at < 0 ? messages.Count : at, Added(draft, message, reason));
        }

        return [.. rows, .. messages];
    }

    private static void Add(List<WindowRow> rows, CompactionContext draft, MessageGroup exchange)
    {
        for (var i = 0; i < exchange.Items.Count; i++)
        {
            var change = exchange.ChangeOf(i);
            var place = !exchange.IsShown(i) ? WindowPlace.Out : change is null ? WindowPlace.In : WindowPlace.Changed;
            var reason = change ?? exchange.Reason ?? (place == WindowPlace.Out ? draft.CutReason : "nothing leaves it out");
            rows.Add(Row(exchange.Items[i].Position, exchange.Messages[i], place == WindowPlace.Out ? 0 : draft.Calibrate(exchange.CountOf(i)), place, reason));
        }
    }

    public static WindowRow Row(Position position, ChatMessage message, int tokens, WindowPlace place, string reason) => new()
    {
        Positions = new PositionRange(position, position),
        Role = message.Role,
        Preview = Preview(message),
        Tokens = tokens,
        Place = place,
        Reason = reason,
    };

    private static WindowRow Added(CompactionContext draft, ChatMessage message, string reason) =>
        new() { Role = message.Role, Preview = Preview(message), Tokens = draft.Calibrate(draft.Counter.Count(message)), Place = WindowPlace.Added, Reason = reason };

    private static string? Preview(ChatMessage message)
    {
        if (MessagePreview.Of(message) is { } text)
            return text;

        return message.Contents.Count == 0 ? null : message.Contents[0] switch
        {
            FunctionCallContent call => $"calls {call.Name}",
            FunctionResultContent result when ToolResults.TextOf(result) is { } said => MessagePreview.Of(new ChatMessage(message.Role, said)),
            var other => other.GetType().Name,
        };
    }
}
