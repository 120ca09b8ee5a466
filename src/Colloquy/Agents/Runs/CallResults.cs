using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Results of calls that were left to the caller, as the input of a run.</summary>
internal static class CallResults
{
    /// <summary>The results in an input, in their order; null when there are none.</summary>
    public static List<FunctionResultContent>? In(IReadOnlyList<ChatMessage> input)
    {
        List<FunctionResultContent>? results = null;
        for (var i = 0; i < input.Count; i++)
        {
            var contents = input[i].Contents;
            for (var at = 0; at < contents.Count; at++)
            {
                if (contents[at] is FunctionResultContent result)
                    (results ??= []).Add(result);
            }
        }

        return results;
    }

    /// <summary>What an input says besides.</summary>
    public static List<ChatMessage> Besides(IReadOnlyList<ChatMessage> input) =>
        [.. MessageSplit.Split(input).Where(message => message.Contents is not [FunctionResultContent] && message.Contents.Count > 0)];

    /// <summary>Makes sure that each result is one that a turn waits for, and given once.</summary>
    public static void EnsureAwaited(SessionKey key, IReadOnlyList<FunctionResultContent> results, IReadOnlyList<string> awaited)
    {
        var seen = new HashSet<string>();
        foreach (var result in results)
        {
            if (!awaited.Contains(result.CallId))
                throw new ArgumentException($"Session {key} does not wait for the result of a call '{result.CallId}': there is no such call, its result was given before, or the conversation went on without it. AgentAnswer.OpenCalls has the calls that the newest turn waits for; Agent.ResumeAsync returns it in another process.");
            if (!seen.Add(result.CallId))
                throw new ArgumentException($"The input has two results of call '{result.CallId}'. Give one result for each call.");
        }
    }
}
