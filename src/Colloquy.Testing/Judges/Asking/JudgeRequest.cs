using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Represents what a judge is asked to judge.</summary>
public sealed record JudgeRequest
{
    /// <summary>Gets the turns in view, in order. When one turn is judged, it is the last.</summary>
    public required IReadOnlyList<TranscriptTurn> Turns { get; init; }

    /// <summary>Gets what is judged.</summary>
    public required JudgeScope Scope { get; init; }

    /// <summary>Gets the context beside the conversation, such as the state of tool hosts.</summary>
    public IReadOnlyList<EvaluationContext> Context { get; init; } = [];

    /// <summary>Gets the model of the judge; null when none was given.</summary>
    public IChatClient? Client { get; init; }

    /// <summary>Gets the configuration for other evaluators that the judge asks; null when none was given.</summary>
    public ChatConfiguration? ChatConfiguration => Client is null ? null : new ChatConfiguration(Client);

    /// <summary>Gets the turns that are judged: the last, or all that belong to the conversation and in which the agent did something.</summary>
    public IReadOnlyList<TranscriptTurn> JudgedTurns => Scope == JudgeScope.Turn ? [.. Turns.TakeLast(1)] : [.. Turns.Where(turn => turn.Number > 0 && turn.IsAnswered)];

    internal ConversationContext? Conversation { get; init; }

    internal IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    internal ChatResponse? Response { get; init; }
}
