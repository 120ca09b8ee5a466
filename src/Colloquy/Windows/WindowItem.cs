using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>A message of the line that may come into a window.</summary>
internal sealed class WindowItem(Position position, Position turn, ChatMessage message, bool partial)
{
    private int _estimate = -1;

    public Position Position => position;

    public Position Turn => turn;

    public ChatMessage Message => message;

    /// <summary>Whether it is what had arrived of an answer that broke off: kept for people, not shown to a model.</summary>
    public bool Partial => partial;

    /// <summary>Whether it comes first in its turn.</summary>
    public bool BeginsTurn => !turn.IsStart && position == turn.Next;

    /// <summary>Whether there is nothing in it but reasoning, which goes with the message after it.</summary>
    public bool IsReasoning { get; } = message.Role == ChatRole.Assistant && message.Contents.Count > 0 && message.Contents.All(content => content is TextReasoningContent);

    public IEnumerable<string> CallIds => message.Contents.OfType<FunctionCallContent>().Where(call => !call.InformationalOnly).Select(call => call.CallId);

    public IEnumerable<string> ResultIds => message.Contents.OfType<FunctionResultContent>().Select(result => result.CallId);

    public bool HasCalls { get; } = message.Contents.Any(content => content is FunctionCallContent { InformationalOnly: false });

    /// <summary>Whether it is a result, or results, and nothing that other results belong to.</summary>
    public bool IsResult => !HasCalls && message.Contents.Any(content => content is FunctionResultContent);

    public bool IsResultOf(WindowItem caller) => ResultIds.Intersect(caller.CallIds).Any();

    public int Count(TokenCounter counter) => _estimate >= 0 ? _estimate : _estimate = counter.Count(message);
}
