namespace Colloquy;

/// <summary>Thrown when something is written to a store that was opened for reading only. Nothing was written.</summary>
public sealed class StoreReadOnlyException : StoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="location">Where the store is.</param>
    public StoreReadOnlyException(string location)
        : base(location, $"The store '{location}' was opened for reading only, and nothing was written. Open it without ReadOnly to write.")
    {
    }
}
