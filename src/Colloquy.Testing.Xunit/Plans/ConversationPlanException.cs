namespace Colloquy.Testing.Plans;

/// <summary>A class of turns that cannot be run as it stands. The message says what to do.</summary>
internal sealed class ConversationPlanException(string message) : Exception(message);
