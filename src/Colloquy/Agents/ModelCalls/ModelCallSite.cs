namespace Colloquy;

/// <summary>The turn in which a model is called.</summary>
/// <param name="Author">The agent that calls.</param>
/// <param name="TurnNumber">The number of the turn.</param>
/// <param name="TurnStart">The start entry of the turn.</param>
/// <param name="Fence">Ends with the turn.</param>
internal sealed record ModelCallSite(string Author, int TurnNumber, Position TurnStart, RunFence Fence);
