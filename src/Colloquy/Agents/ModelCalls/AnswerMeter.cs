using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Measures an answer while it arrives, and ends one that is too long.</summary>
internal sealed class AnswerMeter(SessionKey? key, int limit)
{
    // What an update costs besides its text: a stream of empty ones ends too.
    private const int Overhead = 1;

    private long _characters;

    /// <summary>Takes a part of an answer.</summary>
    /// <exception cref="SizeLimitException">It is too long with this part; of which the list has got what fits.</exception>
    public void Add(ChatResponseUpdate update, List<ChatResponseUpdate> updates)
    {
        var left = limit - _characters;
        _characters += Overhead;
        foreach (var content in update.Contents)
            _characters += LengthOf(content);
        if (_characters <= limit)
        {
            updates.Add(update);
            return;
        }

        updates.Add(new ChatResponseUpdate(update.Role, [.. Cut(update.Contents, left)]) { MessageId = update.MessageId, ResponseId = update.ResponseId, ModelId = update.ModelId });
        throw SizeLimitException.Answer(key, limit);
    }

    /// <summary>Takes a whole answer.</summary>
    /// <exception cref="SizeLimitException">It is too long; the list has got what fits.</exception>
    public ChatResponse Whole(ChatResponse response, List<ChatResponseUpdate> updates)
    {
        if (LengthOf(response.Messages) <= limit)
            return response;

        // What was used is told in any case.
        if (response.Usage is { } usage)
            updates.Add(new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]));
        foreach (var update in response.ToChatResponseUpdates())
        {
            if (!update.Contents.Any(content => content is UsageContent))
                Add(update, updates);
        }

        throw SizeLimitException.Answer(key, limit);
    }

    private static IEnumerable<AIContent> Cut(IEnumerable<AIContent> contents, long left)
    {
        foreach (var content in contents)
        {
            if (content is UsageContent)
            {
                yield return content;
                continue;
            }

            if (content is TextContent { Text: { } text } && left > 0)
                yield return new TextContent(TruncatedText.Head(text, (int)Math.Min(left, text.Length)));
            left -= LengthOf(content);
        }
    }

    private static long LengthOf(IList<ChatMessage> messages)
    {
        long length = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var contents = messages[i].Contents;
            for (var at = 0; at < contents.Count; at++)
                length += LengthOf(contents[at]);
        }

        return length;
    }

    private static int LengthOf(AIContent content) => content switch
    {
        TextContent text => text.Text.Length,
        TextReasoningContent thought => thought.Text.Length,
        FunctionCallContent call => call.Name.Length + (call.Arguments?.Sum(argument => argument.Key.Length + LengthOf(argument.Value)) ?? 0),
        _ => 0,
    };

    private static int LengthOf(object? value) => value switch
    {
        string text => text.Length,
        JsonElement element => element.GetRawText().Length,
        _ => 8,
    };
}
