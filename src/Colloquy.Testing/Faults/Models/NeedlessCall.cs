namespace Colloquy.Testing;

/// <summary>Calls a tool before an answer that needs none.</summary>
internal static class NeedlessCall
{
    private const string Suffix = "-needless";

    public static async Task<ChatResponse> AnswerAsync(FaultyCall call, CancellationToken cancellationToken)
    {
        var response = await call.AskAsync([.. call.Messages.Where(message => !IsOurs(message))], cancellationToken).ConfigureAwait(false);
        if (call.ResultsOfTurn.Any() || FaultyCall.CallsIn(response.Messages).Count > 0 || Choose(call) is not { } needless)
            return response;

        return FaultyCall.With(response, [new ChatMessage(ChatRole.Assistant, [needless])]);
    }

    /// <summary>A call of a tool that needs no arguments, or one that was made before.</summary>
    private static FunctionCallContent? Choose(FaultyCall call)
    {
        var id = $"call-{call.Messages.Count}{Suffix}";
        if (call.Tools.FirstOrDefault(tool => FaultyCall.RequiredBy(tool).Count == 0 && !CallFaults.IsHandoff(new FunctionCallContent(id, tool.Name))) is { } free)
            return new FunctionCallContent(id, free.Name, new Dictionary<string, object?>());

        return FaultyCall.CallsIn(call.Earlier).LastOrDefault(made => !CallFaults.IsHandoff(made)) is { } before ? new FunctionCallContent(id, before.Name, before.Arguments) : null;
    }

    private static bool IsOurs(ChatMessage message) =>
        message.Contents.Count > 0 && message.Contents.All(content => content is FunctionCallContent call && call.CallId.EndsWith(Suffix, StringComparison.Ordinal)
            || content is FunctionResultContent result && result.CallId.EndsWith(Suffix, StringComparison.Ordinal));
}
