namespace Colloquy.Sqlite;

/// <summary>Represents facts about a store that are known without reading a session.</summary>
public sealed record SqliteStoreInfo
{
    /// <summary>Gets the path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the version of the schema.</summary>
    public required int Schema { get; init; }

    /// <summary>Gets the version of the SQLite that reads and writes the file, <see cref="SqliteSessionStore.LibraryVersion"/>.</summary>
    public required Version LibraryVersion { get; init; }

    /// <summary>Gets SQLite's journal mode; <c>wal</c> for every file that a store has opened.</summary>
    public required string JournalMode { get; init; }

    /// <summary>Gets the events that a commit of this store survives after it has returned.</summary>
    public required SqliteSynchronous Synchronous { get; init; }

    /// <summary>Gets the size of a page, in bytes.</summary>
    public required long PageSize { get; init; }

    /// <summary>Gets the number of pages, including free ones.</summary>
    public required long Pages { get; init; }

    /// <summary>Gets the number of pages that deletions left free for new rows.</summary>
    public required long FreePages { get; init; }

    /// <summary>Gets the size of the write-ahead log next to the file, in bytes, including the zeros that the store keeps at its end for the next commits.</summary>
    public required long LogBytes { get; init; }
}
