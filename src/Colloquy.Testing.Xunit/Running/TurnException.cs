namespace Colloquy.Testing.Running;

/// <summary>The error of a turn whose success would say nothing of the agent.</summary>
internal sealed class TurnException(string message) : ColloquyException(message);
