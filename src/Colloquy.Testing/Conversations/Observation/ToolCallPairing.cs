namespace Colloquy.Testing;

/// <summary>Pairs the tool calls of a turn's messages, which have ids, with what hosts saw, which know what was executed.</summary>
internal static class ToolCallPairing
{
    public static IReadOnlyList<ObservedToolCall> Of(int turn, IReadOnlyList<ChatMessage> messages, IReadOnlyList<HostCall> hosts, IReadOnlyDictionary<string, HostTool> hostTools)
    {
        var left = hosts.ToList();
        var results = messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>()).ToLookup(result => result.CallId, StringComparer.Ordinal);
        List<ObservedToolCall> calls = [];
        foreach (var call in messages.SelectMany(message => message.Contents.OfType<FunctionCallContent>()))
            calls.Add(Pair(turn, call, results[call.CallId].FirstOrDefault(), Take(left, call), hostTools));

        // What was called but is in no message: the turn failed, or the target does not return its calls.
        calls.AddRange(left.Select(host => Of(turn, null, host)));
        return calls;
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
