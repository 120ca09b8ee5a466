namespace Colloquy.Testing;

/// <summary>Pairs the tool calls of a turn's messages, which have ids, with what hosts saw, which know what was executed.</summary>
internal static class ToolCallPairing
{
    /// <summary>Returns the calls of a turn.</summary>
    /// <param name="turn">The number of the turn.</param>
    /// <param name="messages">The messages that the turn added.</param>
    /// <param name="earlier">The messages before the turn, with the calls that waited for an approval until it.</param>
    /// <param name="hosts">What hosts saw, in order.</param>
    /// <param name="hostTools">The tools of hosts.</param>
    public static IReadOnlyList<ObservedToolCall> Of(int turn, IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatMessage> earlier, IReadOnlyList<HostCall> hosts, IReadOnlyDictionary<string, HostTool> hostTools)
    {
        var left = hosts.ToList();
        var results = messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>()).ToLookup(result => result.CallId, StringComparer.Ordinal);
        List<ObservedToolCall> calls = [];
        foreach (var call in FindAnswered(messages, earlier, results))
        {
            // Without a trace at the host the call was refused.
            if (Take(left, call) is { } host)
                calls.Add(Pair(turn, call, results[call.CallId].FirstOrDefault(), host, hostTools));
        }

        foreach (var call in messages.SelectMany(message => message.Contents.OfType<FunctionCallContent>()))
            calls.Add(Pair(turn, call, results[call.CallId].FirstOrDefault(), Take(left, call), hostTools));

        // What was called but is in no message: the turn failed, or the target does not return its calls.
        calls.AddRange(left.Select(host => Of(turn, null, host)));
        return calls;
    }

    /// <summary>The calls of earlier turns whose results this turn has: they waited for an approval.</summary>
    private static IEnumerable<FunctionCallContent> FindAnswered(IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatMessage> earlier, ILookup<string, FunctionResultContent> results)
    {
        var asked = messages.SelectMany(message => message.Contents.OfType<FunctionCallContent>()).Select(call => call.CallId).ToHashSet(StringComparer.Ordinal);
        return results.All(result => asked.Contains(result.Key)) ? [] : earlier.SelectMany(message => message.Contents.OfType<FunctionCallContent>()).Where(call => results.Contains(call.CallId) && !asked.Contains(call.CallId)).GroupBy(call => call.CallId, StringComparer.Ordinal).Select(calls => calls.Last());
    }

    private static HostCall? Take(List<HostCall> left, FunctionCallContent call)
    {
        var arguments = ToolResultText.Write(call.Arguments ?? new Dictionary<string, object?>());
        var index = left.FindIndex(host => host.Name == call.Name && ToolResultText.Write(host.Arguments) == arguments);
        if (index < 0)
            index = left.FindIndex(host => host.Name == call.Name);
        if (index < 0)
            return null;

        var found = left[index];
        left.RemoveAt(index);
        return found;
    }

    private static ObservedToolCall Pair(int turn, FunctionCallContent call, FunctionResultContent? result, HostCall? host, IReadOnlyDictionary<string, HostTool> hostTools) =>
        host is not null
            ? Of(turn, call.CallId, host) with { Result = result?.Result ?? host.Result, Arguments = call.Arguments?.AsReadOnly() ?? host.Arguments }
            : new ObservedToolCall
            {
                Turn = turn,
                CallId = call.CallId,
                Name = call.Name,
                Tool = hostTools.TryGetValue(call.Name, out var tool) ? tool.Tool : call.Name,
                Host = tool?.Host,
                Arguments = call.Arguments?.AsReadOnly() ?? (IReadOnlyDictionary<string, object?>)new Dictionary<string, object?>(),
                Result = result?.Result,
                // A tool that belongs to no host is known by its result alone; a host knows what it was asked.
                WasExecuted = result is not null && tool is null,
                Error = result?.Exception?.Message,
            };

    private static ObservedToolCall Of(int turn, string? callId, HostCall host) => new()
    {
        Turn = turn,
        CallId = callId,
        Name = host.Name,
        Tool = host.Tool,
        Host = host.Host,
        Arguments = host.Arguments,
        Result = host.Result,
        WasExecuted = true,
        Error = host.IsLost ? null : host.Error?.Message,
        Exception = host.IsLost ? null : host.Error,
        ResultWasLost = host.IsLost,
        Duration = host.Duration,
        IsReplayed = host.IsReplayed,
    };
}
