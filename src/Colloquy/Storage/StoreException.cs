namespace Colloquy;

/// <summary>The base of what a store throws when it cannot do its work: for want of space, access, or an undamaged file.</summary>
public abstract class StoreException : ColloquyException
{
    private protected StoreException(string location, string message, Exception? inner = null)
        : base(message, inner) => Location = location;

    /// <summary>Where the store is: a file's path, or a server and a database.</summary>
    public string Location { get; }
}

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

/// <summary>Why a store cannot be opened.</summary>
public enum StoreOpenFailure
{
    /// <summary>The file, the folder it would be in, or the database is not there.</summary>
    Missing = 0,

    /// <summary>There is a folder where the file should be.</summary>
    Directory = 1,

    /// <summary>The process may not read or write there.</summary>
    NoAccess = 2,

    /// <summary>It can be read, but not written.</summary>
    ReadOnly = 3,

    /// <summary>It is not a database, or one that something else encrypted.</summary>
    NotADatabase = 4,

    /// <summary>It is a database, but another program's.</summary>
    NotColloquy = 5,

    /// <summary>A later version of Colloquy wrote it.</summary>
    NewerSchema = 6,

    /// <summary>An earlier version of Colloquy wrote it, and it was to be opened without migrating.</summary>
    OlderSchema = 7,

    /// <summary>The file system or the server lacks what the store needs.</summary>
    Unsupported = 8,
}

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

/// <summary>Thrown when others kept a store locked for as long as it may wait. Nothing was written.</summary>
public sealed class StoreBusyException : StoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="location">Where the store is.</param>
    /// <param name="waited">How long the store waited.</param>
    /// <param name="inner">The error that showed it, if any.</param>
    public StoreBusyException(string location, TimeSpan waited, Exception? inner = null)
        : base(location, $"The store '{location}' was kept locked by another connection for {waited.TotalSeconds:0.###} s, and nothing was written. Do the same again, let it wait longer, or find who holds the lock.", inner) => Waited = waited;

    /// <summary>How long the store waited.</summary>
    public TimeSpan Waited { get; }
}

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

/// <summary>Thrown when a store's database fails in a way that has no exception of its own, such as a read error of the disk.</summary>
public sealed class StoreFailedException : StoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="location">Where the store is.</param>
    /// <param name="code">The database's own code for the error.</param>
    /// <param name="problem">What the database says, as the end of a sentence.</param>
    /// <param name="inner">The error that showed it, if any.</param>
    public StoreFailedException(string location, string code, string problem, Exception? inner = null)
        : base(location, $"The store '{location}' failed with code {code}: {problem}. When it was a commit that failed, its outcome is unknown: make it again under the same id, and the answer tells.", inner) => Code = code;

    /// <summary>The database's own code for the error.</summary>
    public string Code { get; }
}
