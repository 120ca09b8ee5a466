using Microsoft.Extensions.Logging;

namespace Colloquy.Sqlite;

/// <summary>Represents the options of a SQLite store.</summary>
public sealed class SqliteSessionStoreOptions
{
    /// <summary>Gets or sets what a commit survives once it has returned.</summary>
    /// <value>The default is <see cref="SqliteSynchronous.Full"/>.</value>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>Gets or sets the time for which a write waits for the writes of other processes, from zero to one day. Afterwards it is refused with <see cref="StoreFailure.Busy"/>.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan BusyTimeout
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(BusyTimeout));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1), nameof(BusyTimeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets a value that indicates whether the file is only read: one that cannot be written, in a folder that cannot be written, on a disk that is mounted so. A write is refused with <see cref="StoreFailure.ReadOnly"/>; nothing is created and nothing is migrated.</summary>
    /// <value>The default is false: a file that cannot be written is refused when it is opened, not when the first commit comes.</value>
    /// <remarks>Others may write meanwhile, as always, but for one case: where the folder cannot be written and no process has the file open, SQLite has no place for locks, and a process that opens it for writing later is not noticed.</remarks>
    public bool ReadOnly { get; set; }

    /// <summary>Gets or sets a value that indicates whether a missing file is created, and an older schema brought up to date. When not, both are refused.</summary>
    /// <value>The default is true.</value>
    public bool Migrate { get; set; } = true;

    /// <summary>Gets or sets the number of pages after which the write-ahead log is copied into the file, from 1.</summary>
    /// <value>The default is 1,000.</value>
    public int CheckpointPages
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(CheckpointPages));
            field = value;
        }
    } = 1_000;

    /// <summary>Gets or sets the limits of each session's size. A commit that would exceed them is refused with <see cref="SizeLimitException"/>; a commit that ends a turn is not.</summary>
    /// <value>The default is no limits.</value>
    public SessionLimits Limits { get; set; } = SessionLimits.None;

    /// <summary>Gets or sets the clock of leases and of <see cref="SessionRecord.UpdatedAt"/>.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets the factory of the logger for failures that no caller receives, such as a failed checkpoint; null for no logging.</summary>
    /// <value>The default is null.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Whether a file that is only read may have an earlier version's schema, of which no more than facts about the file can be asked.</summary>
    internal bool AnySchema { get; set; }

    /// <summary>The most pages that the file may have; 0 for no limit. A small disk for tests.</summary>
    internal int MaxPages { get; set; }

    /// <summary>Returns a copy, so that what a caller sets later does not reach an open store.</summary>
    internal SqliteSessionStoreOptions Copy() => (SqliteSessionStoreOptions)MemberwiseClone();
}

/// <summary>Specifies what a commit survives once it has returned. It survives the end of the process in every case.</summary>
public enum SqliteSynchronous
{
    /// <summary>The loss of power too.</summary>
    Full = 0,

    /// <summary>The loss of power may undo the last commits, whole ones, newest first; the file stays sound.</summary>
    Normal = 1,
}
