namespace Colloquy.Testing;

/// <summary>Represents what a target is sent for a turn.</summary>
public sealed record TargetRequest
{
    /// <summary>Gets the new messages of the user.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the earlier messages of the conversation, for targets that keep no history.</summary>
    public required IReadOnlyList<ChatMessage> History { get; init; }

    /// <summary>Gets the number of the turn, from 1.</summary>
    public required int TurnNumber { get; init; }
}
