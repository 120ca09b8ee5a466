namespace Colloquy.Testing;

/// <summary>Spoils what the model is sent.</summary>
internal static class RequestFaults
{
    /// <summary>Forgets all earlier turns.</summary>
    public static IEnumerable<ChatMessage> ForgetAll(IReadOnlyList<ChatMessage> messages) => [.. Instructions(messages), .. messages.Skip(FaultyCall.StartOfTurn(messages)).Where(message => message.Role != ChatRole.System)];

    /// <summary>Forgets what was said before a restart.</summary>
    public static Func<IReadOnlyList<ChatMessage>, bool, IEnumerable<ChatMessage>> ForgetAtRestart()
    {
        int? before = null;
        return (messages, isRestarted) =>
        {
            if (!isRestarted)
                return messages;

            before ??= messages.Take(FaultyCall.StartOfTurn(messages)).Count(message => message.Role != ChatRole.System);
            return [.. Instructions(messages), .. messages.Where(message => message.Role != ChatRole.System).Skip(before.Value)];
        };
    }

    /// <summary>Drops the first turn, as a window does that is too small.</summary>
    public static IEnumerable<ChatMessage> DropFirstTurn(IReadOnlyList<ChatMessage> messages)
    {
        var said = messages.Select((message, index) => (message, index)).Where(each => each.message.Role == ChatRole.User).Select(each => each.index).ToList();
        return said.Count < 2 ? messages : messages.Where((message, index) => message.Role == ChatRole.System || index < said[0] || index >= said[1]);
    }

    /// <summary>Sends each earlier message in words twice.</summary>
    public static IEnumerable<ChatMessage> Repeat(IReadOnlyList<ChatMessage> messages)
    {
        var start = FaultyCall.StartOfTurn(messages);
        var earlier = messages.Take(start).Where(message => message.Role != ChatRole.System && message.Contents.All(content => content is TextContent)).Select(message => message.Clone());
        return [.. messages.Take(start), .. earlier, .. messages.Skip(start)];
    }

    /// <summary>Forgets what was said before the turn of the newest handoff.</summary>
    public static IEnumerable<ChatMessage> ForgetAtHandoff(IReadOnlyList<ChatMessage> messages)
    {
        var handoff = messages.Count - 1;
        while (handoff >= 0 && !FaultyCall.CallsIn([messages[handoff]]).Any(CallFaults.IsHandoff))
            handoff--;
        if (handoff < 0)
            return messages;

        var start = FaultyCall.StartOfTurn([.. messages.Take(handoff)]);
        return messages.Where((message, index) => message.Role == ChatRole.System || index >= start);
    }

    /// <summary>Sends the calls of earlier turns without their results, as an agent does that lost them when a stream was cut.</summary>
    public static IEnumerable<ChatMessage> DropResults(IReadOnlyList<ChatMessage> messages)
    {
        var start = FaultyCall.StartOfTurn(messages);
        return messages.Where((message, index) => index >= start || message.Role != ChatRole.Tool);
    }

    private static IEnumerable<ChatMessage> Instructions(IReadOnlyList<ChatMessage> messages) => messages.Where(message => message.Role == ChatRole.System);
}
