using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>What stands or falls together in a window, as docs/windows.md says it: one message, or a message with calls, the reasoning before it, and all its results. Written from the page, not from the code that it tries.</summary>
public sealed record LineExchange(IReadOnlyList<SessionItem> Before, SessionItem Said, IReadOnlyList<(FunctionCallContent Call, SessionItem? Result)> Calls)
{
    public IEnumerable<SessionItem> Items => [.. Before, Said, .. Calls.Select(call => call.Result).OfType<SessionItem>()];

    public Position First => Items.First().Position;

    public Position Last => Items.Max(item => item.Position);

    public Position Turn => Items.First().TurnStart;

    public string? Author => Said.Author;

    public bool HasResults => Calls.Any(call => call.Result is not null);

    /// <summary>The messages as a model is sent them: each result in one of its own, in the order of the calls; none for a call whose result nobody knows.</summary>
    public IReadOnlyList<(ChatRole Role, IReadOnlyList<AIContent>? Contents)> Messages =>
    [
        .. Before.Append(Said).Select(item => (item.Role, (IReadOnlyList<AIContent>?)[.. item.Message.Contents])),
        .. Calls.Select(call => (ChatRole.Tool, call.Result is { } result ? (IReadOnlyList<AIContent>?)[.. result.Message.Contents] : null)),
    ];

    /// <summary>What was said, called and brought back, without what led to it.</summary>
    public IEnumerable<string> Words => Items.SelectMany(item => item.Message.Contents).Select(content => content switch
    {
        TextContent text => text.Text,
        FunctionResultContent result => $"{result.Result}",
        FunctionCallContent { Arguments: { } arguments } => string.Join(' ', arguments.Values),
        _ => "",
    }).Where(words => words.Length > 0);

    /// <summary>Groups a line. What had arrived of a broken answer, results without calls and reasoning that led to nothing belong to no exchange.</summary>
    public static IReadOnlyList<LineExchange> Of(IReadOnlyList<SessionItem> line)
    {
        List<LineExchange> exchanges = [];
        List<SessionItem> thoughts = [];
        var open = new Dictionary<string, ((FunctionCallContent, SessionItem?)[] Calls, Queue<int> Waiting)>();
        foreach (var item in line)
        {
            if (item.Role == ChatRole.Assistant && !item.IsPartial && Balanced.IsReasoning(item.Message))
            {
                thoughts.Add(item);
                continue;
            }

            var isResult = item.Message.Contents is [FunctionResultContent];
            if (!item.IsPartial && !isResult)
            {
                var calls = item.Message.Contents.OfType<FunctionCallContent>().Select(call => (call, (SessionItem?)null)).ToArray();
                exchanges.Add(new LineExchange(item.Role == ChatRole.Assistant ? [.. thoughts.Skip(1 + thoughts.FindLastIndex(thought => thought.Author != item.Author))] : [], item, calls));
                foreach (var same in calls.Select((call, i) => (call.call.CallId, Index: i)).GroupBy(call => call.CallId, call => call.Index))
                    open[same.Key] = (calls, new Queue<int>(same));
            }
            else if (!item.IsPartial && open.TryGetValue(((FunctionResultContent)item.Message.Contents[0]).CallId, out var found) && found.Waiting.TryDequeue(out var at))
            {
                found.Calls[at].Item2 = item;
            }

            thoughts.Clear();
        }

        return exchanges;
    }
}
