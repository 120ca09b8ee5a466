namespace Colloquy.Testing;

/// <summary>The exception that a test meets when the process of the agent was lost in the middle of a turn, as by <c>kill -9</c>: see <see cref="Conversation.LoseProcessAsync"/>.</summary>
/// <param name="message">What was lost, and when.</param>
public sealed class ProcessLostException(string message) : ColloquyException(message);
