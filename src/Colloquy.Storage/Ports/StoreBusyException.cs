namespace Colloquy;

/// <summary>Thrown when others kept a store locked for as long as it may wait. Nothing was written.</summary>
public sealed class StoreBusyException : StoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="location">Where the store is.</param>
    /// <param name="waited">How long the store waited.</param>
    /// <param name="inner">The error that showed it, if any.</param>
    public StoreBusyException(string location, TimeSpan waited, Exception? inner = null)
        : base(location, $"The store '{location}' was kept locked by another connection for {waited.TotalSeconds:0.###} s, and nothing was written. Do the same again, let it wait longer, or find who holds the lock.", inner) => Waited = waited;

    /// <summary>Gets how long the store waited.</summary>
    public TimeSpan Waited { get; }

    /// <inheritdoc/>
    /// <value>Always true: whoever holds the lock gives it back sooner or later.</value>
    public override bool IsTransient => true;
}
