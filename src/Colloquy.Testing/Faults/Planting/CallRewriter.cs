using System.Collections.Concurrent;

namespace Colloquy.Testing;

/// <summary>Rewrites the tool calls of a model. The model is shown the calls that it asked for, so that it goes on as if they had been made.</summary>
/// <param name="rewrite">Returns the calls in place of one: the first has its id; others are added.</param>
internal sealed class CallRewriter(Func<FunctionCallContent, FaultyCall, IReadOnlyList<FunctionCallContent>> rewrite)
{
    private readonly ConcurrentDictionary<string, FunctionCallContent> _originals = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _added = new(StringComparer.Ordinal);

    public async Task<ChatResponse> AnswerAsync(FaultyCall call, CancellationToken cancellationToken)
    {
        var response = await call.AskAsync([.. call.Messages.Select(Restore).Where(message => message.Contents.Count > 0)], cancellationToken).ConfigureAwait(false);
        var rewritten = FaultyCall.CallsIn(response.Messages).ToDictionary(asked => asked, asked => Rewrite(asked, call));
        return rewritten.All(each => each.Value is [var only] && only == each.Key)
            ? response
            : FaultyCall.With(response, [.. response.Messages.Select(message => FaultyCall.With(message, message.Contents.SelectMany(content => content is FunctionCallContent asked ? rewritten[asked] : [content])))]);
    }

    private IReadOnlyList<AIContent> Rewrite(FunctionCallContent asked, FaultyCall call)
    {
        var calls = rewrite(asked, call);
        if (calls[0] != asked)
            _originals[asked.CallId] = asked;
        foreach (var added in calls.Skip(1))
            _added[added.CallId] = true;
        return calls;
    }

    private ChatMessage Restore(ChatMessage message)
    {
        if (!message.Contents.Any(content => content is FunctionCallContent or FunctionResultContent && (_originals.ContainsKey(IdOf(content)) || _added.ContainsKey(IdOf(content)))))
            return message;

        return FaultyCall.With(message, message.Contents
            .Where(content => content is not (FunctionCallContent or FunctionResultContent) || !_added.ContainsKey(IdOf(content)))
            .Select(content => content is FunctionCallContent made && _originals.TryGetValue(made.CallId, out var asked) ? asked : content));
    }

    private static string IdOf(AIContent content) => content is FunctionCallContent call ? call.CallId : ((FunctionResultContent)content).CallId;
}
