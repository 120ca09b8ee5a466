namespace Colloquy.Sqlite;

/// <summary>How a file is opened that is only read (sqlite.org/wal.html#readonly).</summary>
internal enum ReadAccess
{
    /// <summary>With the files beside it, as writers have it open: others may write meanwhile.</summary>
    Shared = 0,

    /// <summary>As one that does not change. There is no write-ahead log beside it, and none can be made: its folder cannot be written.</summary>
    Frozen = 1,

    /// <summary>With its write-ahead log, which a writer left behind, and without locks. The file that writers share while they have it open is not there, and cannot be made.</summary>
    Abandoned = 2,
}
