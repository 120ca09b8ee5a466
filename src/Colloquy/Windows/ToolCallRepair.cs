using System.Globalization;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Makes a history that any model accepts: each call followed by its one result, ids that name one call and names that services take, and neither a result nor reasoning alone.</summary>
internal static class ToolCallRepair
{
    /// <summary>What the model is told of a call whose result was never recorded.</summary>
    public const string UnknownOutcome = ApprovalResult.Unknown;

    /// <summary>What the model is told of a call that its client or service made itself, and of which it passed no result on.</summary>
    public const string NotPassedOn = "This call was made by the model's own service, which passed no result on.";

    /// <param name="messages">The messages.</param>
    /// <param name="keepsIds">Whether ids stay as they are, since the service has the calls itself.</param>
    /// <param name="ids">The ids of calls in what is sent before the messages, to which those of the messages are added; null for none.</param>
    public static List<ChatMessage> Balance(IReadOnlyList<ChatMessage> messages, bool keepsIds = false, SentIds? ids = null)
    {
        // As they are recorded now: earlier versions kept several results in one message.
        messages = MessageSplit.Split(messages);
        var balanced = new List<ChatMessage>(messages.Count);
        var (results, isPaired) = ((Dictionary<FunctionCallContent, ChatMessage>?)null, false);
        var names = new SentCalls(keepsIds, ids);
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            if (message.Contents is [FunctionResultContent])
                continue;

            var at = balanced.Count;
            balanced.Add(message);
            List<AIContent>? changed = null;
            var contents = message.Contents;

            // Which results are whose is only to be found out where they do not follow their calls.
            var next = HasResultsBehind(messages, index) ? index + 1 : 0;
            if (next == 0 && !isPaired)
                (results, isPaired) = (Pair(messages), true);
            for (var i = 0; i < contents.Count; i++)
            {
                if (contents[i] is not FunctionCallContent call)
                    continue;

                var sent = names.Name(call);
                var result = next > 0 ? messages[next++] : results?.GetValueOrDefault(call) ?? Unknown(call);
                balanced.Add(Under(sent.CallId, result));
                if (!ReferenceEquals(sent, call))
                    (changed ??= [.. contents])[i] = sent;
            }

            if (changed is null)
                continue;

            balanced[at] = message.Clone();
            balanced[at].Contents = changed;
        }

        for (var i = balanced.Count - 1; i >= 0; i--)
        {
            if (IsReasoning(balanced[i]) && (i + 1 == balanced.Count || balanced[i + 1].Role != ChatRole.Assistant))
                balanced.RemoveAt(i);
        }

        return balanced;
    }

    /// <summary>Whether the results of a message's calls are the messages right behind it, in the same order; so they are for a message without calls.</summary>
    private static bool HasResultsBehind(IReadOnlyList<ChatMessage> messages, int index)
    {
        var contents = messages[index].Contents;
        var next = index;
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is FunctionCallContent call && (++next == messages.Count || messages[next].Contents is not [FunctionResultContent result] || result.CallId != call.CallId))
                return false;
        }

        return true;
    }

    /// <summary>Whether a message is nothing but reasoning, which belongs to the message that it led to.</summary>
    public static bool IsReasoning(ChatMessage message)
    {
        if (message.Role != ChatRole.Assistant || message.Contents.Count == 0)
            return false;

        for (var i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is not TextReasoningContent)
                return false;
        }

        return true;
    }

    /// <summary>The message that stands for the result of a call of unknown outcome.</summary>
    public static ChatMessage Unknown(FunctionCallContent call) =>
        new(ChatRole.Tool, [new FunctionResultContent(call.CallId, call.InformationalOnly ? NotPassedOn : UnknownOutcome)]);

    /// <summary>Finds the result of each call: the first one under its id that comes after it and before a later message calls by the same id; of calls that share an id within one message, in their order.</summary>
    /// <returns>The messages with the results, by call; null when there is none.</returns>
    private static Dictionary<FunctionCallContent, ChatMessage>? Pair(IReadOnlyList<ChatMessage> messages)
    {
        Dictionary<string, Queue<FunctionCallContent>>? open = null;
        Dictionary<FunctionCallContent, ChatMessage>? results = null;
        for (var i = 0; i < messages.Count; i++)
        {
            HashSet<string>? called = null;
            var contents = messages[i].Contents;
            for (var at = 0; at < contents.Count; at++)
            {
                if (contents[at] is FunctionCallContent call)
                {
                    open ??= [];
                    if ((called ??= []).Add(call.CallId))
                        open[call.CallId] = new();
                    open[call.CallId].Enqueue(call);
                }
                else if (contents[at] is FunctionResultContent result && open?.GetValueOrDefault(result.CallId) is { } calls && calls.TryDequeue(out var waiting))
                {
                    (results ??= new(ReferenceEqualityComparer.Instance)).TryAdd(waiting, messages[i]);
                }
            }
        }

        return results;
    }

    private static ChatMessage Under(string id, ChatMessage message)
    {
        var result = (FunctionResultContent)message.Contents[0];
        if (result.CallId == id && message.Role == ChatRole.Tool)
            return message;

        var own = message.Clone();
        own.Role = ChatRole.Tool;
        own.Contents = [CallNaming.Rename(result, id)];
        return own;
    }

    /// <summary>The ids and names of calls in what is sent.</summary>
    private sealed class SentCalls(bool keepsIds, SentIds? ids)
    {
        private SentIds Ids => field ??= ids ?? new SentIds(earlier: null);

        public FunctionCallContent Name(FunctionCallContent call)
        {
            var id = keepsIds || (CallNaming.IsSendable(call.CallId) && Ids.TryAdd(call.CallId))
                ? call.CallId
                : CallNaming.Make(call.CallId, Ids.Count.ToString(CultureInfo.InvariantCulture), Ids.TryAdd);
            return CallNaming.Rename(call, id, ToolName.Legal(call.Name));
        }
    }
}
