using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Makes a history that any model accepts: each call followed by its one result, and neither a result nor reasoning alone.</summary>
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

        for (var i = balanced.Count - 1; i >= 0; i--)
        {
            if (IsReasoning(balanced[i]) && (i + 1 == balanced.Count || balanced[i + 1].Role != ChatRole.Assistant))
                balanced.RemoveAt(i);
        }

        return balanced;
    }

    /// <summary>Whether a message is nothing but reasoning, which belongs to the message that it led to.</summary>
    public static bool IsReasoning(ChatMessage message)
    {
        if (message.Role != ChatRole.Assistant || message.Contents.Count == 0)
            return false;

        foreach (var content in message.Contents)
        {
            if (content is not TextReasoningContent)
                return false;
        }

        return true;
    }

    /// <summary>The message that stands for the result of a call of unknown outcome.</summary>
    public static ChatMessage Unknown(FunctionCallContent call) => new(ChatRole.Tool, [new FunctionResultContent(call.CallId, UnknownOutcome)]);

    /// <summary>Finds the result of each call: the first one under its id that comes after it and before a later message calls by the same id; of calls that share an id within one message, in their order.</summary>
    private static Dictionary<FunctionCallContent, ChatMessage> Pair(IReadOnlyList<ChatMessage> messages)
    {
        var open = new Dictionary<string, Queue<FunctionCallContent>>();
        var results = new Dictionary<FunctionCallContent, ChatMessage>(ReferenceEqualityComparer.Instance);
        foreach (var message in messages)
        {
            HashSet<string>? called = null;
            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent { InformationalOnly: false } call)
                {
                    if ((called ??= []).Add(call.CallId))
                        open[call.CallId] = new();
                    open[call.CallId].Enqueue(call);
                }
                else if (content is FunctionResultContent result && open.TryGetValue(result.CallId, out var calls) && calls.TryDequeue(out var waiting))
                {
                    results.TryAdd(waiting, AsOwnMessage(message, result));
                }
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
