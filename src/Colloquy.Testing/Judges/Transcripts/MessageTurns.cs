namespace Colloquy.Testing;

/// <summary>Reads turns from messages.</summary>
internal static class MessageTurns
{
    /// <summary>Parts messages where the user speaks after the agent has. Instructions are not part of a conversation.</summary>
    public static IEnumerable<IReadOnlyList<ChatMessage>> Split(IReadOnlyList<ChatMessage> messages)
    {
        List<ChatMessage> turn = [];
        foreach (var message in messages.Where(message => message.Role != ChatRole.System))
        {
            if (message.Role == ChatRole.User && turn.Exists(earlier => earlier.Role != ChatRole.User))
            {
                yield return turn;
                turn = [];
            }

            turn.Add(message);
        }

        if (turn.Count > 0)
            yield return turn;
    }

    /// <summary>Reads the entries of one turn's messages.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="observed">The calls as the conversation observed them, which know more than the messages; those of no message come before the last text.</param>
    public static IReadOnlyList<TranscriptEntry> Read(IReadOnlyList<ChatMessage> messages, IReadOnlyList<ObservedToolCall>? observed = null)
    {
        var results = messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>()).GroupBy(result => result.CallId, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var left = observed?.ToList() ?? [];
        List<TranscriptEntry> entries = [];
        foreach (var message in messages)
        {
            foreach (var content in message.Contents)
            {
                if (content is FunctionCallContent call)
                    entries.Add(new() { From = ChatRole.Assistant, Call = Take(left, call.CallId) is { } seen ? Read(seen) : Read(call, results.GetValueOrDefault(call.CallId)) });
                else if (content is TextContent { Text.Length: > 0 } text && message.Role != ChatRole.Tool)
                    entries.Add(new() { From = message.Role, Text = text.Text });
                else if (content is DataContent or UriContent)
                    entries.Add(new() { From = message.Role, Text = $"[{content.GetType().Name}]" });
            }
        }

        var last = entries.FindLastIndex(entry => entry.From == ChatRole.Assistant && entry.Call is null);
        entries.InsertRange(last < 0 ? entries.Count : last, left.Select(call => new TranscriptEntry { From = ChatRole.Assistant, Call = Read(call) }));
        return entries;
    }

    private static ObservedToolCall? Take(List<ObservedToolCall> left, string callId)
    {
        var index = left.FindIndex(call => call.CallId == callId);
        if (index < 0)
            return null;

        var found = left[index];
        left.RemoveAt(index);
        return found;
    }

    private static TranscriptCall Read(ObservedToolCall call) => new()
    {
        Tool = call.Host is null ? call.Name : $"{call.Host}.{call.Tool}",
        Arguments = call.Arguments,
        Result = call.Result is null ? null : call.ResultText,
        Error = call.Error,
        WasExecuted = call.WasExecuted,
    };

    private static TranscriptCall Read(FunctionCallContent call, FunctionResultContent? result) => new()
    {
        Tool = call.Name,
        Arguments = call.Arguments?.AsReadOnly() ?? (IReadOnlyDictionary<string, object?>)new Dictionary<string, object?>(),
        Result = result?.Result is null ? null : ToolResultText.Of(result.Result),
        Error = result?.Exception?.Message,
        WasExecuted = result is not null,
    };
}
