using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents the result of a turn.</summary>
public sealed record AgentAnswer
{
    /// <summary>Gets the text of the answer, empty when there is none.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the name of the agent that answered.</summary>
    public required string Agent { get; init; }

    /// <summary>Gets the status of the turn.</summary>
    public required TurnStatus Status { get; init; }

    /// <summary>Gets the turn's messages: the input and all messages after it.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the part of the conversation that the model was shown: earlier messages, then the messages of the turn.</summary>
    public required IReadOnlyList<ChatMessage> Conversation { get; init; }

    /// <summary>Gets the number of earlier messages of the conversation that the model was shown, summaries included.</summary>
    public required int CarriedIn { get; init; }

    /// <summary>Gets the tools that were called, in the order in which the model asked for them.</summary>
    public required IReadOnlyList<ToolCall> ToolCalls { get; init; }

    /// <summary>Gets the total usage of the turn's model calls, as far as the service reported it.</summary>
    public required UsageDetails Usage { get; init; }

    /// <summary>Gets the tool calls that wait for a person's approval, when the status is <see cref="TurnStatus.Waiting"/>.</summary>
    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>Gets the calls of declared tools, which the caller runs and whose results (<see cref="FunctionResultContent"/>) it gives as the input of the next run, when the status is <see cref="TurnStatus.Waiting"/>.</summary>
    public IReadOnlyList<FunctionCallContent> OpenCalls { get; init; } = [];

    /// <summary>Gets the reason why the last response of the model ended; null when the service gave none.</summary>
    public ChatFinishReason? FinishReason { get; init; }

    /// <summary>Gets the id of the conversation that the model's service stores; null when it stores none.</summary>
    public string? ConversationId { get; init; }

    /// <summary>Gets the number of the turn along its branch, from 1.</summary>
    public required int TurnNumber { get; init; }

    /// <summary>Gets the position of the turn's start entry: its identity.</summary>
    public required Position TurnStart { get; init; }

    /// <summary>Gets the position of the turn's last entry.</summary>
    public required Position Position { get; init; }

    /// <summary>Gets the duration of the turn, from its first commit to its last.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Returns <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
