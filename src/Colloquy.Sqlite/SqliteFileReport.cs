namespace Colloquy.Sqlite;

/// <summary>Represents the result of a check of a file.</summary>
public sealed record SqliteFileReport
{
    /// <summary>Gets facts about the file.</summary>
    public required SqliteStoreInfo Info { get; init; }

    /// <summary>Gets a value that indicates whether an earlier version wrote the file, so that opening it for writing brings it up to date.</summary>
    public required bool NeedsMigration { get; init; }

    /// <summary>Gets a value that indicates whether this process may write the file and the two files that SQLite creates next to it.</summary>
    public required bool CanBeWritten { get; init; }

    /// <summary>Gets the lines that SQLite's <c>quick_check</c> returned, at most 20; empty for a sound file.</summary>
    public required IReadOnlyList<string> Damage { get; init; }
}
