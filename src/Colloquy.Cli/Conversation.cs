using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary>A part of a session as it is shown: messages, and the turns that they belong to.</summary>
internal sealed record Conversation(IReadOnlyList<SessionItem> Items, IReadOnlyList<Turn> Turns, Position? Next)
{
    private static readonly EntryKind[] Messages = [EntryKind.Message];

    /// <summary>Reads the newest messages before a position, oldest first.</summary>
    public static async Task<Conversation> ReadAsync(Session session, int limit, Position? before, CancellationToken cancellationToken)
    {
        var read = await session.GetItemsAsync(limit + 1, role: null, before, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<SessionItem> items = read.Count > limit ? [.. read.Skip(1)] : read;
        var conversation = await OfAsync(session, items, cancellationToken).ConfigureAwait(false);
        return read.Count > limit && items.Count > 0 ? conversation with { Next = items[0].Position } : conversation;
    }

    /// <summary>Messages of the session's branch, in their order, with the turns that they belong to.</summary>
    public static async Task<Conversation> OfAsync(Session session, IReadOnlyList<SessionItem> items, CancellationToken cancellationToken)
    {
        var turns = new List<Turn>();
        if (items.Count > 0)
        {
            await foreach (var turn in session.ReadTurnsAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (turn.Start > items[^1].Position)
                    continue;
                turns.Add(turn);
                if (turn.Start < items[0].Position)
                    break;
            }
        }

        turns.Reverse();
        return new Conversation(items, turns, Next: null);
    }

    /// <summary>Counts the messages of the current branch, without reading what they say.</summary>
    public static async Task<int> CountMessagesAsync(ISessionStore store, SessionRecord record, CancellationToken cancellationToken)
    {
        var read = LogRead.Back(record.Head) with { Kinds = Messages, HeadersOnly = true, Limit = LogRead.MaxLimit };
        for (var count = 0; ;)
        {
            var page = await store.ReadAsync(record.Key, read, cancellationToken).ConfigureAwait(false);
            count += page.Entries.Count;
            if (page.Next is null)
                return count;
            read = read.Continue(page);
        }
    }

    public IReadOnlyList<MessageJson> ToJson() => [.. Items.Select(item => ToJson(item, NumberOf(item)))];

    public int? NumberOf(SessionItem item) => Turns.FirstOrDefault(turn => turn.Start == item.Turn)?.Number;

    /// <summary>What a message says, each part a line or more: its text, calls, results, and what is not text.</summary>
    public static string Describe(SessionItem item)
    {
        var lines = new List<string>();
        if (item.Text.Length > 0)
            lines.Add(PlainText.Safe(item.Text));
        foreach (var call in item.Message.Contents.OfType<FunctionCallContent>())
            lines.Add(PlainText.Line($"{call.Name}({string.Join(", ", (call.Arguments ?? new Dictionary<string, object?>()).Select(argument => $"{argument.Key}: {Json(argument.Value)?.GetRawText() ?? "null"}"))})"));
        foreach (var result in item.Message.Contents.OfType<FunctionResultContent>())
            lines.Add(PlainText.Safe(Json(result.Result) is { } value ? Wording.Value(value) : "null"));
        foreach (var other in Other(item))
            lines.Add($"[{other}]");
        return string.Join('\n', lines) + (item.Partial ? " [partial]" : "");
    }

    public static MessageJson ToJson(SessionItem item, int? turn) => new()
    {
        Position = item.Position.Value,
        Turn = turn,
        Role = item.Role.Value,
        Author = item.Author,
        At = item.At,
        Text = item.Text,
        Partial = item.Partial,
        ToolCalls = [.. item.Message.Contents.OfType<FunctionCallContent>().Select(call => new ToolCallJson(call.CallId, call.Name, Arguments(call)))],
        ToolResults = [.. item.Message.Contents.OfType<FunctionResultContent>().Select(result => new ToolResultJson(result.CallId, Json(result.Result)))],
        Other = [.. Other(item)],
    };

    private static IEnumerable<string> Other(SessionItem item) => item.Message.Contents
        .Where(content => content is not (TextContent or FunctionCallContent or FunctionResultContent or UsageContent))
        .Select(content => content switch
        {
            DataContent data => $"{data.MediaType}, {Wording.Size(data.Data.Length)}",
            UriContent uri => $"{uri.MediaType}, {uri.Uri}",
            TextReasoningContent => "reasoning",
            ErrorContent error => $"error: {error.Message}",
            _ => content.GetType().Name,
        })
        .Select(PlainText.Line);

    private static JsonElement? Arguments(FunctionCallContent call)
    {
        if (call.Arguments is null)
            return null;

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in call.Arguments)
            {
                writer.WritePropertyName(name);
                if (Json(value) is { } json)
                    json.WriteTo(writer);
                else
                    writer.WriteNullValue();
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(stream.ToArray());
    }

    // What comes from a store is JSON already, or text.
    private static JsonElement? Json(object? value) => value switch
    {
        null => null,
        JsonElement element => element,
        string text => JsonElement.Parse(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"")),
        bool flag => JsonElement.Parse(flag ? "true"u8 : "false"u8),
        _ => JsonElement.Parse(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(value.ToString() ?? "")}\"")),
    };
}
