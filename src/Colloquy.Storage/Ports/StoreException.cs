namespace Colloquy;

/// <summary>The base of what a store throws when it cannot do its work: for want of space, access, or an undamaged file.</summary>
public abstract class StoreException : ColloquyException
{
    private protected StoreException(string location, string message, Exception? inner = null)
        : base(message, inner) => Location = location;

    /// <summary>Where the store is: a file's path, or a server and a database.</summary>
    public string Location { get; }
}
