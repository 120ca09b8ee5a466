namespace Colloquy;

/// <summary>Thrown when there is no space left for a write. Nothing was written.</summary>
public sealed class StoreFullException : StoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="location">Where the store is.</param>
    /// <param name="inner">The error that showed it, if any.</param>
    public StoreFullException(string location, Exception? inner = null)
        : base(location, $"The store '{location}' has no space left, and nothing was written. Free space on its disk, or raise its limit, and do the same again.", inner)
    {
    }
}
