using Microsoft.Extensions.Logging;

namespace Colloquy.Sqlite;

/// <summary>How a SQLite store behaves.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>What a commit has survived when it returns.</summary>
    /// <value>The default is <see cref="SqliteSynchronous.Full"/>.</value>
    public SqliteSynchronous Synchronous { get; init; } = SqliteSynchronous.Full;

    /// <summary>How long a write waits for other processes' writes, from zero to a day, before <see cref="StoreBusyException"/>.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan BusyTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(BusyTimeout));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), nameof(BusyTimeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the file is only read: one that cannot be written, in a folder that cannot be written, on a disk that is mounted so. A write throws <see cref="StoreReadOnlyException"/>; nothing is created and nothing is migrated.</summary>
    /// <value>The default is false: a file that cannot be written is refused when it is opened, not when the first commit comes.</value>
    /// <remarks>Others may write meanwhile, as always, but for one case: where the folder cannot be written and no process has the file open, SQLite has no place for locks, and a process that opens it for writing later is not noticed.</remarks>
    public bool ReadOnly { get; init; }

    /// <summary>Whether a missing file is created, and an older schema brought up to date. When not, both are refused.</summary>
    /// <value>The default is true.</value>
    public bool Migrate { get; init; } = true;

    /// <summary>After how many pages written the write-ahead log is copied into the file, 1 or more.</summary>
    /// <value>The default is 1,000.</value>
    public int CheckpointPages
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(CheckpointPages));
            field = value;
        }
    } = 1_000;

    /// <summary>How large each session may become. What would exceed it is refused with <see cref="SessionFullException"/>; what ends something is not.</summary>
    /// <value>The default is no limits.</value>
    public SessionLimits Limits { get; init; } = SessionLimits.None;

    /// <summary>The clock of leases and of <see cref="SessionRecord.UpdatedAt"/>.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the store reports what no caller can be told, such as a checkpoint that failed; null for nowhere.</summary>
    /// <value>The default is null.</value>
    public ILogger? Logger { get; init; }

    /// <summary>Whether a file that is only read may have an earlier version's schema, of which no more than facts about the file can be asked.</summary>
    internal bool AnySchema { get; init; }

    /// <summary>The most pages that the file may have; 0 for no limit. A small disk for tests.</summary>
    internal int MaxPages { get; init; }
}

/// <summary>What a commit has survived when it returns. The death of the process, in every case.</summary>
public enum SqliteSynchronous
{
    /// <summary>The loss of power too.</summary>
    Full = 0,

    /// <summary>The loss of power may undo the last commits, whole ones, newest first; the file stays sound.</summary>
    Normal = 1,
}
