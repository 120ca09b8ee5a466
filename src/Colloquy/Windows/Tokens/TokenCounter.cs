using Microsoft.Extensions.AI;

namespace Colloquy.Extensibility;

/// <summary>Counts the tokens of the messages that a model is sent. Derive from it to count as a specific model does.</summary>
/// <remarks>
/// Many threads use a counter at once. A message is counted once while it is in memory: the count must be the same each time. Counting is given no cancellation token. A
/// counter that does not return does not hold a run: when the run is to stop, the run ends without it after twice <c>RunLimits.Grace</c>, and its thread stays in use.
/// </remarks>
public abstract class TokenCounter
{
    /// <summary>The default counter: about four letters for each token in Latin scripts and about one in others, calibrated by the counts that the service reports.</summary>
    public static TokenCounter Estimate { get; } = new EstimatingTokenCounter();

    /// <summary>Gets a value that indicates whether the counts are estimates. An estimate is multiplied by the ratio of the tokens that the service reported for the last call to those that were counted for it, from 0.25 to 4.</summary>
    /// <value>The default is false.</value>
    public virtual bool IsEstimate => false;

    /// <summary>Whether it is our own, which returns.</summary>
    internal bool IsBuiltIn => this is EstimatingTokenCounter;

    /// <summary>Counts the tokens of a message.</summary>
    /// <param name="message">The message; it is not changed.</param>
    public abstract int Count(ChatMessage message);

    /// <summary>Counts the tokens of a text: instructions, the declarations of tools.</summary>
    /// <param name="text">The text.</param>
    public abstract int Count(string text);
}
