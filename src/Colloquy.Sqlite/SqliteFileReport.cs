namespace Colloquy.Sqlite;

/// <summary>What was found out about a file.</summary>
public sealed record SqliteFileReport
{
    /// <summary>Facts about the file.</summary>
    public required SqliteStoreInfo Info { get; init; }

    /// <summary>Whether an earlier version wrote the file, so that opening it for writing brings it up to date.</summary>
    public required bool NeedsMigration { get; init; }

    /// <summary>Whether this process may write the file and the two that SQLite keeps beside it.</summary>
    public required bool CanBeWritten { get; init; }

    /// <summary>What SQLite's <c>quick_check</c> found, in its words, at most 20 lines; empty for a sound file.</summary>
    public required IReadOnlyList<string> Damage { get; init; }
}
