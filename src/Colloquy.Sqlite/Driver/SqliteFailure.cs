using SQLitePCL;

namespace Colloquy.Sqlite;

/// <summary>Tells SQLite's errors apart by their codes (sqlite.org/rescode.html).</summary>
internal static class SqliteFailure
{
    /// <summary>A table that a module keeps is damaged: the index of messages' words, or that of memories'. Not among the driver's constants.</summary>
    private const int CorruptVirtualTable = raw.SQLITE_CORRUPT | (1 << 8);

    public static bool IsBusy(int code) => Primary(code) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL;

    public static StoreException From(int code, string text, string path) => Primary(code) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => StoreException.Busy(path, TimeSpan.Zero),
        raw.SQLITE_FULL => StoreException.Full(path),
        raw.SQLITE_CORRUPT when code == CorruptVirtualTable => StoreException.Corrupt(path, $"its index of words cannot be read (SQLite says '{text}', code {code})", "No session and no memory is harmed by that: RebuildSearchAsync of the store builds it again."),
        raw.SQLITE_CORRUPT => StoreException.Corrupt(path, $"SQLite says '{text}' (code {code})"),
        raw.SQLITE_NOTADB => StoreException.NotOpened(path, StoreFailure.NotADatabase, "it is not a SQLite database, or one that was encrypted by something else. Check the path."),
        raw.SQLITE_READONLY => ReadOnly(path),
        raw.SQLITE_PERM or raw.SQLITE_AUTH => NoAccess(path),
        raw.SQLITE_CANTOPEN => CannotOpen(path),
        _ => StoreException.Failed(path, $"SQLite {code}", text, isTransient: Passes(code)),
    };

    public static StoreException ReadOnly(string path) =>
        StoreException.NotOpened(path, StoreFailure.ReadOnly, "it cannot be written. Check the permissions of the file and its folder, and whether the file was moved or removed; to read it, open it with ReadOnly.");

    private static StoreException CannotOpen(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (Directory.Exists(path))
            return StoreException.NotOpened(path, StoreFailure.Directory, "it is a folder. Name a file in it.");
        if (folder is not null && !Directory.Exists(folder))
            return StoreException.NotOpened(path, StoreFailure.Missing, $"there is no folder '{folder}'. Create it first.");
        return File.Exists(path)
            ? NoAccess(path)
            : StoreException.NotOpened(path, StoreFailure.Missing, "there is no such file, and none could be created. Check the path, the permissions of the folder, and whether migrating was turned off.");
    }

    private static StoreException NoAccess(string path) =>
        StoreException.NotOpened(path, StoreFailure.NoAccess, "this process may not read and write it. Check the permissions of the file and of its folder, in which SQLite keeps two files beside it.");

    // Memory that ran out, a statement that was interrupted, a schema that another process changed; the disk's errors may be of any kind.
    private static bool Passes(int code) => Primary(code) is raw.SQLITE_NOMEM or raw.SQLITE_INTERRUPT or raw.SQLITE_SCHEMA;

    private static int Primary(int code) => code & 0xFF;
}
