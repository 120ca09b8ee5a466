using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Cli;

/// <summary>What a message says, for people and for programs.</summary>
internal static class MessageView
{
    /// <summary>What a message says, each part a line or more: its text, calls, results, and what is not text.</summary>
    public static string Describe(ChatMessage message, bool isPartial = false, string? unreadable = null)
    {
        var lines = new List<string>();
        if (message.Text.Length > 0)
            lines.Add(PlainText.Safe(message.Text));
        foreach (var call in message.Contents.OfType<FunctionCallContent>())
            lines.Add(PlainText.Line($"{call.Name}({string.Join(", ", (call.Arguments ?? new Dictionary<string, object?>()).Select(argument => $"{argument.Key}: {Json(argument.Value)?.GetRawText() ?? "null"}"))})"));
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
            lines.Add(PlainText.Safe(Json(result.Result) is { } value ? Wording.Value(value) : "null"));
        foreach (var other in Other(message))
            lines.Add($"[{other}]");
        if (unreadable is not null)
            lines.Add(PlainText.Line(Wording.Unreadable(unreadable)));
        return string.Join('\n', lines) + (isPartial ? " [partial]" : "");
    }

    public static IReadOnlyList<ToolCallJson> ToolCalls(ChatMessage message) =>
        [.. message.Contents.OfType<FunctionCallContent>().Select(call => new ToolCallJson(call.CallId, call.Name, Arguments(call)))];

    public static IReadOnlyList<ToolResultJson> ToolResults(ChatMessage message) =>
        [.. message.Contents.OfType<FunctionResultContent>().Select(result => new ToolResultJson(result.CallId, Json(result.Result)))];

    public static IEnumerable<string> Other(ChatMessage message) => message.Contents
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

        return JsonElement.Parse(stream.ToArray(), new JsonDocumentOptions { MaxDepth = 1_000 });
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
