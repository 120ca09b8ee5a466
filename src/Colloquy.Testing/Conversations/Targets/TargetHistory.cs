namespace Colloquy.Testing;

/// <summary>Represents a history from which a target is to continue.</summary>
public sealed record TargetHistory
{
    /// <summary>Gets the number of the session's turn after which a target with a session forks; 0 for its beginning; null for a session without the earlier turns.</summary>
    public int? AfterTurn { get; init; }

    /// <summary>Gets the messages that follow.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; init; } = [];

    /// <summary>Gets the session to fork; null for none.</summary>
    public Session? Source { get; init; }
}
