using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Makes the rows of a report.</summary>
internal static class WindowRows
{
    public static async ValueTask<IReadOnlyList<WindowRow>> OfAsync(WindowDraft draft, CancellationToken cancellationToken)
    {
        var rows = new List<WindowRow>();
        if (draft.Window.Summary is { } summary)
        {
            rows.Add(new WindowRow { Positions = summary.Body.Covers, Place = WindowPlace.Out, Reason = $"covered by the summary of position {summary.Position}" });
            rows.Add(Added(draft, summary.Shown.Message, $"the summary of position {summary.Position}, which covers {summary.Body.Covers.First} to {summary.Body.Covers.Last}"));
        }

        if (await draft.Reader.PeekAsync(cancellationToken).ConfigureAwait(false) is { } next)
            rows.Add(new WindowRow { Positions = new PositionRange(draft.Window.Summary?.Body.Covers.Last.Next ?? Position.Start.Next, next), Place = WindowPlace.Out, Reason = draft.CutReason });

        List<WindowRow> messages = [.. draft.Apart.Concat(draft.Exchanges).SelectMany(exchange => Rows(draft, exchange))];
        messages.AddRange(draft.Reader.Orphans.Where(orphan => messages.TrueForAll(row => row.Positions?.First != orphan.Position)).Select(orphan =>
            Row(orphan.Position, orphan.Message) with { Place = WindowPlace.Out, Reason = "a result whose call is not in the window" }));
        messages.Sort((left, right) => left.Positions!.Value.First.CompareTo(right.Positions!.Value.First));
        foreach (var (before, message, reason) in draft.Inserted)
        {
            var at = messages.FindIndex(row => !before.IsStart && row.Positions?.First >= before);
            messages.Insert(at < 0 ? messages.Count : at, Added(draft, message, reason));
        }

        return [.. rows, .. messages];
    }

    private static IEnumerable<WindowRow> Rows(WindowDraft draft, WindowExchange exchange)
    {
        for (var i = 0; i < exchange.Items.Count; i++)
        {
            var row = Row(exchange.Items[i].Position, exchange.Messages[i]);
            if (!exchange.IsShown(i))
                yield return row with { Place = WindowPlace.Out, Reason = exchange.ChangeOf(i) ?? exchange.Reason ?? draft.CutReason };
            else if (exchange.ChangeOf(i) is { } change)
                yield return row with { Place = WindowPlace.Changed, Reason = change, Tokens = draft.Calibrate(exchange.CountOf(i)) };
            else
                yield return row with { Reason = exchange.Reason ?? "nothing leaves it out", Tokens = draft.Calibrate(exchange.CountOf(i)) };
        }
    }

    private static WindowRow Row(Position position, ChatMessage message) =>
        new() { Positions = new PositionRange(position, position), Role = message.Role, Preview = Preview(message), Place = WindowPlace.In, Reason = "" };

    private static WindowRow Added(WindowDraft draft, ChatMessage message, string reason) =>
        new() { Role = message.Role, Preview = Preview(message), Tokens = draft.Calibrate(draft.Counter.Count(message)), Place = WindowPlace.Added, Reason = reason };

    private static string? Preview(ChatMessage message)
    {
        if (SessionEdits.Preview(message) is { } text)
            return text;

        return message.Contents.Count == 0 ? null : message.Contents[0] switch
        {
            FunctionCallContent call => $"calls {call.Name}",
            FunctionResultContent result when ToolResults.TextOf(result) is { } said => SessionEdits.Preview(new ChatMessage(message.Role, said)),
            var other => other.GetType().Name,
        };
    }
}
