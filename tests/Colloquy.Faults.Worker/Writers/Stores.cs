using Colloquy.Sqlite;

namespace Colloquy.Faults.Worker;

/// <summary>The session that everybody writes to, and how its file is opened.</summary>
public static class Stores
{
    public static SessionKey Key { get; } = new("shared", "ada");

    /// <summary>One of several sessions of the same file.</summary>
    public static SessionKey Room(int number) => new($"room-{number}", "ada");

    /// <summary>Options of a store that waits for the others however slow the disk is.</summary>
    public static SqliteSessionStoreOptions Patient(TimeProvider? time = null) => new() { BusyTimeout = TimeSpan.FromMinutes(1), CheckpointPages = 100, TimeProvider = time ?? TimeProvider.System };
}
