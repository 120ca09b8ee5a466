namespace Colloquy.Testing;

/// <summary>The exception that is thrown when a turn has no answer: the agent threw, or took too long. The history before the turn is kept.</summary>
/// <param name="turn">The turn.</param>
/// <param name="message">What happened.</param>
/// <param name="innerException">The reason.</param>
public sealed class NoAnswerException(TurnResult turn, string message, Exception? innerException) : ColloquyException(message, innerException)
{
    /// <summary>Gets the turn.</summary>
    public TurnResult Turn { get; } = turn;
}
