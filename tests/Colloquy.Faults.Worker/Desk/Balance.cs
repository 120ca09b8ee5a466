using Microsoft.Extensions.AI;

namespace Colloquy.Faults.Worker;

/// <summary>Checks what a model is sent, as a strict service does.</summary>
public static class Balance
{
    /// <summary>Throws unless each call is followed at once by its one result, and no result stands alone.</summary>
    public static void Check(IReadOnlyList<ChatMessage> messages)
    {
        var open = new HashSet<string>();
        foreach (var message in messages)
        {
            if (message.Role != ChatRole.Tool && open.Count > 0)
                throw new InvalidOperationException($"The calls {string.Join(", ", open)} have no result before the next {message.Role} message.");

            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent call && !open.Add(call.CallId))
                    throw new InvalidOperationException($"The call {call.CallId} is there twice.");
                if (content is FunctionResultContent result && !open.Remove(result.CallId))
                    throw new InvalidOperationException($"The result of {result.CallId} stands without its call.");
            }
        }

        if (open.Count > 0)
            throw new InvalidOperationException($"The calls {string.Join(", ", open)} have no result.");
    }
}
