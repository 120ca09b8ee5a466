namespace Colloquy;

/// <summary>Specifies the reason why a store cannot do its work.</summary>
public enum StoreFailure
{
    /// <summary>The database failed in a way that has no value of its own, such as a read error of the disk. <see cref="StoreException.Code"/> has the database's own code.</summary>
    Other = 0,

    /// <summary>Others kept the store locked for the maximum waiting time. Nothing was written.</summary>
    Busy = 1,

    /// <summary>There is no space left for a write. Nothing was written.</summary>
    Full = 2,

    /// <summary>The store is damaged beyond a single entry.</summary>
    Corrupt = 3,

    /// <summary>The store can be read, but not written.</summary>
    ReadOnly = 4,

    /// <summary>The store was disposed of while a run was in progress.</summary>
    Disposed = 5,

    /// <summary>The file, its folder, or the database does not exist.</summary>
    Missing = 6,

    /// <summary>There is a folder where the file should be.</summary>
    Directory = 7,

    /// <summary>The process may not read or write there.</summary>
    NoAccess = 8,

    /// <summary>The file is not a database, or another program encrypted it.</summary>
    NotADatabase = 9,

    /// <summary>The file is a database of another program.</summary>
    NotColloquy = 10,

    /// <summary>A later version of Colloquy wrote the file or the database.</summary>
    NewerSchema = 11,

    /// <summary>An earlier version of Colloquy wrote the file or the database, and it was opened without migration.</summary>
    OlderSchema = 12,

    /// <summary>The file system or the server lacks what the store needs.</summary>
    Unsupported = 13,

    /// <summary>The file of the backup exists already, and replacing it was not allowed; or the target of a copy has data that did not come from the store to copy.</summary>
    Exists = 14,

    /// <summary>The file of the backup is the store itself, or one that a process has open.</summary>
    InUse = 15,
}
