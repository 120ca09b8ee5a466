using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>What every history is that a model is sent.</summary>
public static partial class Balanced
{
    /// <summary>Whether each call is followed by its one result before anything else, ids name one call each, names are such as services take, and neither a result nor reasoning stands alone.</summary>
    public static bool Is(IReadOnlyList<ChatMessage> messages)
    {
        var open = new HashSet<string>();
        var seen = new HashSet<string>();
        var isThinking = false;
        foreach (var message in messages)
        {
            if (isThinking && message.Role != ChatRole.Assistant)
                return false;
            isThinking = IsReasoning(message);
            if (message.Role != ChatRole.Tool && open.Count > 0)
                return false;
            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent call && (!seen.Add(call.CallId) || !open.Add(call.CallId) || !Names().IsMatch(call.Name)))
                    return false;
                if (content is FunctionResultContent result && !open.Remove(result.CallId))
                    return false;
            }
        }

        return open.Count == 0 && !isThinking;
    }

    /// <summary>Whether a message holds nothing but what led to the next.</summary>
    public static bool IsReasoning(ChatMessage message) => message.Contents.Count > 0 && message.Contents.All(content => content is TextReasoningContent);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex Names();
}
