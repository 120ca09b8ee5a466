using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Cuts results of tools that are too long, and says so where the model reads it.</summary>
internal static class TruncatedText
{
    /// <summary>The beginning of a text, without half a surrogate pair at its end.</summary>
    public static string Head(string text, int length) =>
        length >= text.Length ? text : text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>A call whose result, and error, are as long as they may be.</summary>
    public static ToolCall Within(ToolCall call, int characters, long attachment)
    {
        var result = WithinResult(call.Result, characters, attachment);
        return ReferenceEquals(result, call.Result) && !(call.Error?.Length > characters) ? call : call with { Result = result, Error = call.Error is { } error && error.Length > characters ? Cut(error, characters) : call.Error };
    }

    /// <summary>A message whose results of calls are as long as they may be: what a caller gives for a tool is held to what the tool would be.</summary>
    public static ChatMessage Within(ChatMessage message, int characters)
    {
        List<AIContent>? own = null;
        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is not FunctionResultContent result || WithinResult(result.Result, characters, long.MaxValue) is not { } fits || ReferenceEquals(fits, result.Result))
                continue;

            (own ??= [.. message.Contents])[i] = new FunctionResultContent(result.CallId, fits) { Exception = result.Exception, AdditionalProperties = result.AdditionalProperties };
        }

        if (own is null)
            return message;

        var cut = message.Clone();
        cut.Contents = own;
        return cut;
    }

    private static object? WithinResult(object? result, int characters, long attachment) => result switch
    {
        string text when text.Length > characters => Cut(text, characters),
        JsonElement json when TextOf(json) is { } text && text.Length > characters => Cut(text, characters),
        JsonNode node when node.ToJsonString() is { } text && text.Length > characters => Cut(text, characters),
        TextContent content when content.Text.Length > characters => Cut(content.Text, characters),
        IEnumerable<AIContent> contents => Within(contents, characters, attachment),
        var other => other,
    };

    private static object Within(IEnumerable<AIContent> contents, int characters, long attachment)
    {
        List<AIContent> kept = [];
        var (left, isCut) = (characters, false);
        foreach (var content in contents)
        {
            var fits = content switch
            {
                TextContent text when text.Text.Length > left => new TextContent(Cut(text.Text, left)),
                DataContent data when data.Data.Length > attachment => new TextContent(FormattableString.Invariant($"[content of type {data.MediaType} of {data.Data.Length:#,0} bytes, which is not kept: the most is {attachment:#,0}]")),
                _ => content,
            };
            isCut |= !ReferenceEquals(fits, content);
            left = Math.Max(0, left - ((content as TextContent)?.Text.Length ?? 0));
            kept.Add(fits);
        }

        return isCut ? kept : contents;
    }

    private static string TextOf(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();

    private static string Cut(string text, int length) =>
        FormattableString.Invariant($"{Head(text, length)}\n[The result has {text.Length:#,0} characters, of which this shows the first {length:#,0}: the rest is not kept. Ask for less at a time.]");
}
