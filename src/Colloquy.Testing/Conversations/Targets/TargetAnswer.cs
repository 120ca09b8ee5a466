namespace Colloquy.Testing;

/// <summary>Represents what a target returns for a turn.</summary>
public sealed record TargetAnswer
{
    /// <summary>Gets the messages after the input: the agent's messages, and the results of its tool calls.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the text of the answer. The default is the text of the last message.</summary>
    public string Text { get => field ?? Messages.LastOrDefault(message => message.Role == ChatRole.Assistant)?.Text ?? ""; init; }

    /// <summary>Gets the status of the turn. The default is <see cref="TurnStatus.Completed"/>.</summary>
    public TurnStatus Status { get; init; } = TurnStatus.Completed;

    /// <summary>Gets the usage of the turn; null for what the observed clients counted.</summary>
    public UsageDetails? Usage { get; init; }

    /// <summary>Gets the number of earlier messages that the model was shown; null for what the observed clients counted.</summary>
    public int? CarriedIn { get; init; }

    /// <summary>Gets the name of the agent that answered; null for none.</summary>
    public string? Agent { get; init; }

    /// <summary>Gets the number of the turn in the target's session; null without a session.</summary>
    public int? SessionTurn { get; init; }

    /// <summary>Gets the handoffs of the turn.</summary>
    public IReadOnlyList<ObservedHandoff> Handoffs { get; init; } = [];

    /// <summary>Gets the tool calls that wait for a person's approval.</summary>
    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>Gets the time to the first token; null for what the observed clients measured.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>Gets the answer in the target's own form; null for none.</summary>
    public object? Raw { get; init; }
}
