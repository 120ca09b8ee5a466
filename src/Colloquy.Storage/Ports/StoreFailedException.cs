namespace Colloquy;

/// <summary>Thrown when a store's database fails in a way that has no exception of its own, such as a read error of the disk.</summary>
public sealed class StoreFailedException : StoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="location">Where the store is.</param>
    /// <param name="code">The database's own code for the error.</param>
    /// <param name="problem">What the database says, as the end of a sentence.</param>
    /// <param name="inner">The error that showed it, if any.</param>
    /// <param name="isTransient">Whether the failure is known to pass by itself; see <see cref="StoreException.IsTransient"/>.</param>
    public StoreFailedException(string location, string code, string problem, Exception? inner = null, bool isTransient = false)
        : base(location, $"The store '{location}' failed with code {code}: {problem}. When it was a commit that failed, its outcome is unknown: make it again under the same id, and the answer tells.", inner) => (Code, IsTransient) = (code, isTransient);

    /// <summary>The database's own code for the error.</summary>
    public string Code { get; }

    /// <inheritdoc/>
    /// <value>What the store knows of the code, such as that memory ran out or a connection was cut; false where it knows nothing.</value>
    public override bool IsTransient { get; }
}
