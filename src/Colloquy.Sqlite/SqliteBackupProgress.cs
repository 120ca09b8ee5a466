namespace Colloquy.Sqlite;

/// <summary>Represents the progress of a backup.</summary>
/// <param name="Pages">How many pages were copied.</param>
/// <param name="Total">How many pages the file has.</param>
public readonly record struct SqliteBackupProgress(long Pages, long Total);
