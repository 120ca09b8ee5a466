namespace Colloquy.Testing;

/// <summary>Represents a handoff from one agent to another as a run recorded it.</summary>
/// <param name="From">The name of the agent that handed off; null when it is not known.</param>
/// <param name="To">The name of the agent that took over.</param>
public sealed record HandoffRecord(string? From, string To);
