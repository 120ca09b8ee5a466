using Microsoft.Extensions.Logging;

namespace Colloquy.Sqlite;

/// <summary>Represents the options of a SQLite store.</summary>
public sealed class SqliteSessionStoreOptions
{
    /// <summary>Gets or sets the events that a commit survives after it has returned.</summary>
    /// <value>The default is <see cref="SqliteSynchronous.Full"/>.</value>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>Gets or sets the time for which a write waits for the writes of other processes, from zero to one day. After that time the write fails with <see cref="StoreFailure.Busy"/>.</summary>
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

    /// <summary>Gets or sets a value that indicates whether the store only reads the file, for example since the file, its folder or its disk cannot be written. A write fails with <see cref="StoreFailure.ReadOnly"/>; nothing is created and nothing is migrated.</summary>
    /// <value>The default is false: a file that cannot be written is refused when it is opened, not at the first commit.</value>
    /// <remarks>Other processes may write at the same time, with one exception: when the folder cannot be written and no process has the file open, SQLite has no place for locks, and does not notice a process that opens the file for writing later.</remarks>
    public bool ReadOnly { get; set; }

    /// <summary>Gets or sets a value that indicates whether a missing file is created, and an older schema migrated. When false, both are refused.</summary>
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

    /// <summary>Gets or sets the number of entries that the search index may be behind the log of a session before it is updated in the background, from 0. With 0, only searches update it.</summary>
    /// <value>The default is 256.</value>
    /// <remarks>The index is about as large as the messages. Set 0 for a store that nobody searches.</remarks>
    public int SearchLag
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(SearchLag));
            field = value;
        }
    } = 256;

    /// <summary>Gets or sets the limits of each session's size. A commit that would exceed them is refused with <see cref="SizeLimitException"/>; a commit that ends a turn is not.</summary>
    /// <value>The default is no limits.</value>
    public SessionLimits Limits
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Limits));
            field = value;
        }
    } = SessionLimits.None;

    /// <summary>Gets or sets the clock of leases and of <see cref="SessionRecord.UpdatedAt"/>.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(TimeProvider));
            field = value;
        }
    } = TimeProvider.System;

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

/// <summary>Specifies the events that a commit survives after it has returned. It survives the end of the process in every case.</summary>
public enum SqliteSynchronous
{
    /// <summary>A commit survives the loss of power.</summary>
    Full = 0,

    /// <summary>The loss of power may undo the newest commits, each of them completely; the file is not damaged.</summary>
    Normal = 1,
}
