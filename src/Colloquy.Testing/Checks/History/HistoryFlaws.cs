namespace Colloquy.Testing;

/// <summary>Finds what models' services refuse in a history, and what was stored more often than it was said.</summary>
internal static class HistoryFlaws
{
    /// <summary>Returns the calls without a result, results without a call, and ids that are used twice.</summary>
    /// <param name="messages">The history.</param>
    /// <param name="mayEndOpen">Whether the calls of the last message may have no result, since they wait for an approval.</param>
    public static IEnumerable<string> FindUnbalanced(IReadOnlyList<ChatMessage> messages, bool mayEndOpen)
    {
        Dictionary<string, string> open = [];
        HashSet<string> answered = [];
        for (var index = 0; index < messages.Count; index++)
        {
            var message = messages[index];
            var results = message.Contents.OfType<FunctionResultContent>().ToList();
            var follows = index > 0 && messages[index - 1].Role == ChatRole.Assistant && message.Role == ChatRole.Assistant;
            if (results.Count == 0 && !follows)
            {
                foreach (var (id, name) in open)
                    yield return $"the call '{id}' of '{name}' has no result before {Place(messages, index)}";
                open.Clear();
                answered.Clear();
            }

            foreach (var result in results)
            {
                if (open.Remove(result.CallId))
                    answered.Add(result.CallId);
                else
                    yield return answered.Contains(result.CallId) ? $"the call '{result.CallId}' has a second result in {Place(messages, index)}" : $"the result '{result.CallId}' in {Place(messages, index)} has no call before it";
            }

            foreach (var call in message.Contents.OfType<FunctionCallContent>())
            {
                if (!open.TryAdd(call.CallId, call.Name))
                    yield return $"two calls have the id '{call.CallId}', of '{open[call.CallId]}' and of '{call.Name}', in {Place(messages, index)}";
            }
        }

        if (!mayEndOpen)
        {
            foreach (var (id, name) in open)
                yield return $"the call '{id}' of '{name}' has no result at the end";
        }
    }

    /// <summary>Returns the messages of the user that are in a history more often than they were said.</summary>
    public static IEnumerable<string> FindRepeated(IReadOnlyList<ChatMessage> messages, IEnumerable<ChatMessage> said)
    {
        var times = said.Where(IsUsers).CountBy(message => message.Text).ToDictionary();
        return from stored in messages.Where(IsUsers).CountBy(message => message.Text)
               let count = times.GetValueOrDefault(stored.Key)
               where count > 0 && stored.Value > count
               select $"the message '{ReadableText.OneLine(stored.Key, 80)}' is there {stored.Value} times, and was said {(count == 1 ? "once" : $"{count} times")}";
    }

    private static bool IsUsers(ChatMessage message) => message.Role == ChatRole.User && message.Text.Length > 0;

    private static string Place(IReadOnlyList<ChatMessage> messages, int index) => $"message {index + 1} of {messages.Count} ({messages[index].Role})";
}
