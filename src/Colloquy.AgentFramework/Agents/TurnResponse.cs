using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>Makes the response of a run from the result of its turn.</summary>
internal static class TurnResponse
{
    /// <summary>Adds the result of a turn to a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="answer">The result.</param>
    /// <param name="input">The input of the run.</param>
    /// <param name="inputCount">How many messages of the turn are its input; null when the turn did not run because it still waits.</param>
    public static void Add(ChatResponse response, AgentAnswer answer, TurnInput input, int? inputCount)
    {
        var waiting = answer.Approvals.ToLookup(approval => approval.CallId);
        var messages = inputCount is { } count ? FindNew([.. answer.Messages.Skip(count)], input) : [];
        HashSet<string> asked = [];
        foreach (var message in messages)
        {
            var own = message.Clone();
            if (message.Contents.Any(content => content is FunctionCallContent call && waiting.Contains(call.CallId)))
                own.Contents = [.. message.Contents.Select(content => content is FunctionCallContent call && waiting[call.CallId].FirstOrDefault() is { } approval && asked.Add(approval.Id.Value) ? approval.ToContent() : content)];
            response.Messages.Add(own);
        }

        // Requests from elsewhere: the session of an agent that is a tool, or an earlier turn.
        List<AIContent> others = [.. answer.Approvals.Where(approval => !asked.Contains(approval.Id.Value)).Select(approval => approval.ToContent())];
        if (others.Count > 0)
            response.Messages.Add(new ChatMessage(ChatRole.Assistant, others));

        (response.FinishReason, response.RawRepresentation) = (answer.FinishReason, answer);
        (response.Usage ??= new UsageDetails()).Add(answer.Usage);
    }

    /// <summary>Returns the messages that the run added to the turn. For a turn that continues, they begin with the calls that the input answers.</summary>
    private static IReadOnlyList<ChatMessage> FindNew(IReadOnlyList<ChatMessage> messages, TurnInput input)
    {
        if (input.Answered.Count == 0)
            return messages;

        var given = IndexOfLast<FunctionResultContent>(input.Messages, input.Answered, result => result.CallId) >= 0;
        var last = given
            ? IndexOfLast<FunctionResultContent>(messages, input.Answered, result => result.CallId)
            : IndexOfLast<FunctionCallContent>(messages, input.Answered, call => call.CallId);
        if (last < 0)
            return messages;
        if (given)
            return [.. messages.Skip(last + 1)];

        var calling = messages[last].Clone();
        calling.Contents = [.. messages[last].Contents.Where(content => content is FunctionCallContent call && input.Answered.Contains(call.CallId))];
        var before = messages[last].Contents.OfType<FunctionCallContent>().Select(call => call.CallId).Except(input.Answered).ToHashSet();
        return [calling, .. messages.Skip(last + 1).Where(message => !message.Contents.Any(content => content is FunctionResultContent result && before.Contains(result.CallId)))];
    }

    private static int IndexOfLast<T>(IReadOnlyList<ChatMessage> messages, IReadOnlySet<string> ids, Func<T, string> idOf)
        where T : AIContent
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Contents.Any(content => content is T one && ids.Contains(idOf(one))))
                return i;
        }

        return -1;
    }
}
