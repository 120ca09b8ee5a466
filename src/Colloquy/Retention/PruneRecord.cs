namespace Colloquy;

/// <summary>Represents a pruning of a session, as its log records it.</summary>
/// <param name="Position">The position of its entry.</param>
/// <param name="At">When it was done.</param>
/// <param name="Body">What was pruned, how and by whom.</param>
public sealed record PruneRecord(Position Position, DateTimeOffset At, PruneBody Body);
