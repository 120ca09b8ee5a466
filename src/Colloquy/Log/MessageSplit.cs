using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Parts a message that carries tool results and more: each result is a message of its own, and the rest stays together before, between and behind them.</summary>
internal static class MessageSplit
{
    /// <summary>Whether there is nothing to part.</summary>
    public static bool IsWhole(ChatMessage message)
    {
        if (message.Contents.Count == 1 && message.Role != ChatRole.Assistant)
            return true;

        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is FunctionResultContent)
                return false;
        }

        return true;
    }

    /// <summary>The messages with each result in one of its own; the very list when there is nothing to part.</summary>
    public static IReadOnlyList<ChatMessage> Split(IReadOnlyList<ChatMessage> messages)
    {
        List<ChatMessage>? parted = null;
        for (var i = 0; i < messages.Count; i++)
        {
            if (IsWhole(messages[i]))
            {
                parted?.Add(messages[i]);
                continue;
            }

            parted ??= [.. messages.Take(i)];
            parted.AddRange(Split(messages[i]));
        }

        return parted ?? messages;
    }

    /// <summary>The parts of a message; the message alone when there is nothing to part.</summary>
    public static IReadOnlyList<ChatMessage> Split(ChatMessage message)
    {
        if (IsWhole(message))
            return [message];

        List<ChatMessage> parts = [];
        List<AIContent>? rest = null;
        foreach (var content in message.Contents)
        {
            if (content is FunctionResultContent)
            {
                // What a client says that ran the tool itself: services know results by the role.
                parts.Add(With(message, message.Role == ChatRole.Assistant ? ChatRole.Tool : message.Role, [content]));
                rest = null;
            }
            else if (rest is null)
            {
                rest = [content];
                parts.Add(With(message, message.Role, rest));
            }
            else
            {
                rest.Add(content);
            }
        }

        return parts;
    }

    private static ChatMessage With(ChatMessage message, ChatRole role, List<AIContent> contents)
    {
        var own = message.Clone();
        own.Role = role;
        own.Contents = contents;
        return own;
    }
}
