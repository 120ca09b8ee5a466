namespace Colloquy;

/// <summary>Thrown when a store cannot be opened. Nothing was changed.</summary>
public sealed class StoreOpenException : StoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="location">Where the store is.</param>
    /// <param name="failure">Why it cannot be opened.</param>
    /// <param name="problem">What is wrong and what to do, as the end of a sentence.</param>
    /// <param name="inner">The error that showed it, if any.</param>
    public StoreOpenException(string location, StoreOpenFailure failure, string problem, Exception? inner = null)
        : base(location, $"The store '{location}' cannot be opened: {problem}", inner) => Failure = failure;

    /// <summary>Why the store cannot be opened.</summary>
    public StoreOpenFailure Failure { get; }
}
