namespace Colloquy;

/// <summary>Thrown when a store finds itself damaged beyond a single entry.</summary>
public sealed class StoreCorruptException : StoreException
{
    /// <summary>Creates the exception for damage of which it is not known how much it harms.</summary>
    /// <param name="location">Where the store is.</param>
    /// <param name="problem">What was found, as the end of a sentence.</param>
    /// <param name="inner">The error that showed it, if any.</param>
    public StoreCorruptException(string location, string problem, Exception? inner = null)
        : this(location, problem, "Keep a copy of it, and restore it from a backup. Without one, export the sessions that can be read into a new store.", inner)
    {
    }

    /// <summary>Creates the exception for damage that harms a part.</summary>
    /// <param name="location">Where the store is.</param>
    /// <param name="problem">What was found, as the end of a sentence.</param>
    /// <param name="advice">What is not harmed, and what to do, as sentences.</param>
    /// <param name="inner">The error that showed it, if any.</param>
    public StoreCorruptException(string location, string problem, string advice, Exception? inner = null)
        : base(location, $"The store '{location}' is damaged: {problem}. {advice}", inner)
    {
    }
}
