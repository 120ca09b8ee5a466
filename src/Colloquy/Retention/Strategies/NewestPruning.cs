namespace Colloquy;

/// <summary>Keeps the newest messages.</summary>
internal sealed class NewestPruning(RetentionStrategy kind, int messages, bool wholeTurns) : PruneStrategy(kind, messages, wholeTurns);
