namespace Colloquy;

/// <summary>Thrown when a store cannot be copied to a file. The store is as it was, and so is whatever the file's name led to.</summary>
public sealed class StoreBackupException : StoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="location">The file that the copy was to be written to.</param>
    /// <param name="failure">Why there is no copy.</param>
    /// <param name="problem">What is wrong and what to do, as the end of a sentence.</param>
    /// <param name="inner">The error that showed it, if any.</param>
    public StoreBackupException(string location, StoreBackupFailure failure, string problem, Exception? inner = null)
        : base(location, $"The store cannot be backed up to '{location}': {problem}", inner) => Failure = failure;

    /// <summary>Why there is no copy.</summary>
    public StoreBackupFailure Failure { get; }
}

/// <summary>Why a store cannot be copied to a file.</summary>
public enum StoreBackupFailure
{
    /// <summary>There is a file of that name, and it was not to be replaced.</summary>
    Exists = 0,

    /// <summary>There is no such folder, or the name is a folder's.</summary>
    Folder = 1,

    /// <summary>The file is the store itself, or one that a process has open.</summary>
    InUse = 2,

    /// <summary>The copy does not pass the database's own check: the store is damaged.</summary>
    Damaged = 3,

    /// <summary>The file cannot be written.</summary>
    NoAccess = 4,
}
