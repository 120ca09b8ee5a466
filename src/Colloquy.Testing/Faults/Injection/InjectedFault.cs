namespace Colloquy.Testing;

/// <summary>Represents a fault that was injected into a conversation.</summary>
/// <param name="Turn">The number of the turn, from 1.</param>
/// <param name="Call">The number of the call at which it happened, from 1.</param>
/// <param name="Description">What happened, with the seed of one that happened by chance.</param>
public sealed record InjectedFault(int Turn, int Call, string Description);
