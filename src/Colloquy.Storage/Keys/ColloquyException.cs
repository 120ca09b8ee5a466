namespace Colloquy;

/// <summary>The base of every exception that Colloquy throws for a conflict, a refusal or a broken promise.</summary>
public abstract class ColloquyException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened and what to do, in full sentences.</param>
    /// <param name="inner">What it came of; null for nothing.</param>
    protected ColloquyException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
