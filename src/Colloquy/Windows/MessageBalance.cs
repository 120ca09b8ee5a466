using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Makes a history that any model accepts: each call followed by its one result, and no result alone.</summary>
internal static class MessageBalance
{
    /// <summary>What the model is told of a call whose result was never recorded.</summary>
    public const string UnknownOutcome =
        "No result of this call was recorded: it was cut off before it returned. Whether it took effect is unknown; check before you repeat it.";

    public static List<ChatMessage> Balance(IReadOnlyList<ChatMessage> messages)
    {
        var balanced = new List<ChatMessage>(messages.Count);
        var results = Pair(messages);
        foreach (var message in messages)
        {
            var remaining = WithoutResults(message);
            if (remaining is null)
                continue;

            balanced.Add(remaining);
            foreach (var content in remaining.Contents)
            {
                if (content is FunctionCallContent { InformationalOnly: false } call)
                    balanced.Add(results.GetValueOrDefault(call) ?? Unknown(call));
            }
        }

        return balanced;
    }

    /// <summary>The message that stands for the result of a call of unknown outcome.</summary>
    public static ChatMessage Unknown(FunctionCallContent call) => new(ChatRole.Tool, [new FunctionResultContent(call.CallId, UnknownOutcome)]);

    /// <summary>Finds the result of each call: the first one under its id that comes after it and before another call of the same id.</summary>
    private static Dictionary<FunctionCallContent, ChatMessage> Pair(IReadOnlyList<ChatMessage> messages)
    {
        var open = new Dictionary<string, FunctionCallContent>();
        var results = new Dictionary<FunctionCallContent, ChatMessage>(ReferenceEqualityComparer.Instance);
        foreach (var message in messages)
        {
            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent { InformationalOnly: false } call)
                    open[call.CallId] = call;
                else if (content is FunctionResultContent result && open.Remove(result.CallId, out var waiting))
                    results.TryAdd(waiting, AsOwnMessage(message, result));
            }
        }

        return results;
    }

    private static ChatMessage AsOwnMessage(ChatMessage message, FunctionResultContent result)
    {
        if (message.Contents.Count == 1)
            return message;

        var own = message.Clone();
        own.Contents = [result];
        return own;
    }

    /// <summary>The message without results, which follow their calls; null when nothing else was in it.</summary>
    private static ChatMessage? WithoutResults(ChatMessage message)
    {
        var results = 0;
        foreach (var content in message.Contents)
            results += content is FunctionResultContent ? 1 : 0;
        if (results == 0)
            return message;
        if (results == message.Contents.Count)
            return null;

        var rest = message.Clone();
        rest.Contents = [.. message.Contents.Where(content => content is not FunctionResultContent)];
        return rest;
    }
}
