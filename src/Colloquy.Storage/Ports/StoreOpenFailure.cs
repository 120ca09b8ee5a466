namespace Colloquy;

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
