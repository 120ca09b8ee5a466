namespace Colloquy;

/// <summary>Represents a turn with its messages and model calls.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Items">Its messages, the user's first.</param>
/// <param name="ModelCalls">Its model calls, in order.</param>
public sealed record TurnContents(Turn Turn, IReadOnlyList<SessionItem> Items, IReadOnlyList<ModelCall> ModelCalls);
