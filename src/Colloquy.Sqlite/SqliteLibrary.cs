namespace Colloquy.Sqlite;

/// <summary>The SQLite that a process runs.</summary>
/// <param name="Name">The library's file name as it was asked for, such as <c>libsqlite3.so.0</c>.</param>
/// <param name="IsSystem">Whether it is the operating system's, which patches it; else it came with this package.</param>
/// <param name="Version">Its version.</param>
public sealed record SqliteLibrary(string Name, bool IsSystem, Version Version)
{
    /// <summary>Whether it has the fix for the 'WAL-reset' corruption, which is in 3.51.3 and later (sqlite.org/wal.html#walresetbug). Colloquy's own checkpoints cannot cause it without the fix either; other programs that write the file can.</summary>
    public bool HasWalResetFix => Version >= new Version(3, 51, 3);
}
