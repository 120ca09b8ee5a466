using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>Makes the updates of a streamed run from those of its turn. A call is streamed when it runs, or as a request when it waits for a person.</summary>
internal sealed class TurnUpdates
{
    private readonly Dictionary<string, (FunctionCallContent Call, ChatResponseUpdate Piece)> _held = [];
    private readonly HashSet<string> _streamed = [];
    private readonly HashSet<ApprovalId> _asked = [];

    public IEnumerable<ChatResponseUpdate> Convert(AgentUpdate update) => update switch
    {
        ModelUpdate model => Hold(model.Update),
        ToolCallUpdate { IsFinished: false } begins => Call(begins.Call),
        ToolCallUpdate ended => [.. Call(ended.Call), new ChatResponseUpdate(ChatRole.Tool, [new FunctionResultContent(ended.Call.CallId, ended.Call.Result) { Exception = ended.Call.Exception }])],
        ApprovalRequestedUpdate waits => Ask(waits.Approval),
        AnswerUpdate end => End(end.Answer),
        _ => [],
    };

    private IEnumerable<ChatResponseUpdate> Hold(ChatResponseUpdate piece)
    {
        var own = piece.Clone();
        own.ConversationId = null;
        if (!piece.Contents.Any(content => content is FunctionCallContent { InformationalOnly: false }))
            return [own];

        own.Contents = [.. piece.Contents.Where(content => content is not FunctionCallContent { InformationalOnly: false })];
        foreach (var call in piece.Contents.OfType<FunctionCallContent>().Where(call => !call.InformationalOnly))
            _held[call.CallId] = (call, piece);
        return own.Contents.Count == 0 && own.FinishReason is null ? [] : [own];
    }

    private IEnumerable<ChatResponseUpdate> Call(ToolCall call)
    {
        if (!_streamed.Add(call.CallId))
            return [];

        return [_held.Remove(call.CallId, out var held)
            ? Piece(held.Piece, held.Call)
            : new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent(call.CallId, call.Name, call.Arguments is { } arguments ? new Dictionary<string, object?>(arguments) : null)])];
    }

    private IEnumerable<ChatResponseUpdate> Ask(Approval approval)
    {
        if (!_asked.Add(approval.Id))
            return [];

        return [_held.Remove(approval.CallId, out var held) ? Piece(held.Piece, approval.ToContent()) : new ChatResponseUpdate(ChatRole.Assistant, [approval.ToContent()])];
    }

    /// <summary>Streams the calls that the caller runs, and the requests of a turn that did not run because it still waits.</summary>
    private IEnumerable<ChatResponseUpdate> End(AgentAnswer answer)
    {
        foreach (var asked in answer.Approvals.SelectMany(Ask))
            yield return asked;
        foreach (var call in answer.OpenCalls)
        {
            if (_streamed.Add(call.CallId))
                yield return _held.Remove(call.CallId, out var held) ? Piece(held.Piece, held.Call) : new ChatResponseUpdate(ChatRole.Assistant, [call]);
        }
    }

    private static ChatResponseUpdate Piece(ChatResponseUpdate from, AIContent content) =>
        new(ChatRole.Assistant, [content]) { AuthorName = from.AuthorName, CreatedAt = from.CreatedAt, MessageId = from.MessageId, ModelId = from.ModelId, ResponseId = from.ResponseId };
}
