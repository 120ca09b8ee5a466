using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Counts the tokens of what a model is sent. Derive from it to count as a model does.</summary>
/// <remarks>
/// Many threads use a counter at once. A message is counted once while it is in memory: the count must be the same each time. Counting is given no cancellation token. A
/// counter that does not return does not hold a run: when the run is to stop, the run ends without it after twice <c>RunLimits.Grace</c>, and its thread stays in use.
/// </remarks>
public abstract class TokenCounter
{
    /// <summary>The default: about four letters to a token where they are Latin, about one where they are not, calibrated by what the service reports.</summary>
    public static TokenCounter Estimate { get; } = new EstimatingTokenCounter();

    /// <summary>Gets a value that indicates whether the counts are estimates, to be multiplied by what the service reported of the last call over what was counted for it, within 0.25 and 4.</summary>
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
