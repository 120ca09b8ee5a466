namespace Colloquy.Sqlite;

/// <summary>Represents the progress of a backup.</summary>
/// <param name="Pages">The number of pages that were copied.</param>
/// <param name="Total">The number of pages of the file.</param>
public readonly record struct SqliteBackupProgress(long Pages, long Total);
