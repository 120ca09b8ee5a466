namespace Colloquy.Storage.Conformance;

/// <summary>The exception that is thrown when a store does not do what the contract says: which case, what was expected, what was found.</summary>
public sealed class ConformanceException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected and what was found, as full sentences.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    public ConformanceException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
