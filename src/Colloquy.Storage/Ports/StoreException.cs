namespace Colloquy;

/// <summary>The base of what a store throws when it cannot do its work: for want of space, access, or an undamaged file.</summary>
public abstract class StoreException : ColloquyException
{
    private protected StoreException(string location, string message, Exception? inner = null)
        : base(message, inner) => Location = location;

    /// <summary>Gets where the store is: a file's path, or a server and a database.</summary>
    public string Location { get; }

    /// <summary>Gets whether the same call may succeed when it is made again later, though nobody has changed anything.</summary>
    /// <value>True for a store that others kept locked, and for failures of which the store knows that they pass. False for one that is full, damaged, read-only or not to be opened, and where nothing is known. The default is false.</value>
    /// <remarks>A commit is made again under the same <see cref="CommitId"/>: when the first try had succeeded after all, its result is returned and nothing is written twice.</remarks>
    public virtual bool IsTransient => false;
}
