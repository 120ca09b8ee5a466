using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Parts a message that carries several tool results: in the log each result is a message of its own.</summary>
internal static class MessageSplit
{
    public static IEnumerable<ChatMessage> Split(ChatMessage message)
    {
        var results = 0;
        foreach (var content in message.Contents)
            results += content is FunctionResultContent ? 1 : 0;

        return results <= 1 ? [message] : message.Contents.Select(content => With(message, content));
    }

    private static ChatMessage With(ChatMessage message, AIContent content)
    {
        var own = message.Clone();
        own.Contents = [content];
        return own;
    }
}
