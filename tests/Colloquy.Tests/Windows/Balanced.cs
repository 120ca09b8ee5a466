using Microsoft.Extensions.AI;

namespace Colloquy.Tests;

/// <summary>What every history is that a model is sent.</summary>
public static class Balanced
{
    /// <summary>Whether each call is followed by its one result before anything else, and no result stands alone.</summary>
    public static bool Is(IReadOnlyList<ChatMessage> messages)
    {
        var open = new HashSet<string>();
        foreach (var message in messages)
        {
            if (message.Role != ChatRole.Tool && open.Count > 0)
                return false;
            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent call && !open.Add(call.CallId))
                    return false;
                if (content is FunctionResultContent result && !open.Remove(result.CallId))
                    return false;
            }
        }

        return open.Count == 0;
    }
}
