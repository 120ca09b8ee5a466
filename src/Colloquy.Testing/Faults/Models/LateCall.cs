using System.Collections.Concurrent;

namespace Colloquy.Testing;

/// <summary>Makes the first call of a turn last: the model is told that it succeeded, and it is made when the model has nothing else to call.</summary>
internal sealed class LateCall
{
    private readonly ConcurrentDictionary<(int Turn, string Asked), FunctionCallContent> _held = new();

    public async Task<ChatResponse> AnswerAsync(FaultyCall call, CancellationToken cancellationToken)
    {
        var turn = (call.Messages.Count(message => message.Role == ChatRole.User), call.Asked);
        if (!_held.TryGetValue(turn, out var held))
            return await BeginAsync(call, turn, cancellationToken).ConfigureAwait(false);

        var real = call.ResultsOfTurn.LastOrDefault(result => result.CallId == held.CallId);
        var response = await call.AskAsync(WithCall(call, held, real?.Result ?? PretendedCalls.Success(held)), cancellationToken).ConfigureAwait(false);
        return real is not null || FaultyCall.CallsIn(response.Messages).Count > 0 ? response : FaultyCall.With(response, [new ChatMessage(ChatRole.Assistant, [held])]);
    }

    private async Task<ChatResponse> BeginAsync(FaultyCall call, (int Turn, string Asked) turn, CancellationToken cancellationToken)
    {
        var response = await call.AskAsync(cancellationToken).ConfigureAwait(false);
        if (call.ResultsOfTurn.Any() || FaultyCall.CallsIn(response.Messages) is not [var first] || CallFaults.IsHandoff(first))
            return response;

        // Only a model that goes on to another call can make them in another order.
        var next = await call.AskAsideAsync(WithCall(call, first, PretendedCalls.Success(first)), cancellationToken).ConfigureAwait(false);
        if (FaultyCall.CallsIn(next.Messages).Count == 0)
            return response;

        _held[turn] = first;
        return next;
    }

    /// <summary>The messages as if the held call had been made first.</summary>
    private static List<ChatMessage> WithCall(FaultyCall call, FunctionCallContent held, object? result)
    {
        var start = FaultyCall.StartOfTurn(call.Messages) + 1;
        return
        [
            .. call.Messages.Take(start),
            new ChatMessage(ChatRole.Assistant, [held]),
            new ChatMessage(ChatRole.Tool, [new FunctionResultContent(held.CallId, result)]),
            .. call.Messages.Skip(start).Where(message => !message.Contents.Any(content => (content is FunctionCallContent made && made.CallId == held.CallId) || (content is FunctionResultContent given && given.CallId == held.CallId))),
        ];
    }
}
