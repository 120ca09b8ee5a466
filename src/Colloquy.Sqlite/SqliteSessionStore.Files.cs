namespace Colloquy.Sqlite;

/// <content>The file as a whole.</content>
public sealed partial class SqliteSessionStore
{
    /// <summary>Copies the store to a file, while this and other processes may write. The copy has all that was committed when the call began, and nothing later.</summary>
    /// <param name="path">The file to write. Its folder must exist. The file gets its name when it is complete and has passed SQLite's <c>quick_check</c>.</param>
    /// <param name="replace">true to replace an existing file; false to refuse it.</param>
    /// <param name="progress">Receives the progress, on the thread that copies; null for none.</param>
    /// <param name="cancellationToken">Cancels the copy and removes what was written of it.</param>
    /// <remarks>Uses SQLite's backup API (sqlite.org/backup.html) within one read transaction. Writers do not wait. The write-ahead log cannot restart from its beginning until the copy is complete, and may grow.</remarks>
    /// <exception cref="ArgumentException">The text is not a path.</exception>
    /// <exception cref="StoreException">The copy failed, for example since there is no space for it; <see cref="StoreException.Failure"/> is the reason.</exception>
    public Task BackupAsync(string path, bool replace = false, IProgress<SqliteBackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var backup = new Backup(_database, StorePath.Of(path, nameof(path)), replace, progress);
        return Task.Run(() => backup.Run(cancellationToken), cancellationToken);
    }

    /// <summary>Copies a store's file as <see cref="BackupAsync"/> does, without opening it as a store: the file of an earlier version is not migrated, and the file may be read-only.</summary>
    /// <param name="source">The store's path.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="replace">true to replace an existing file; false to refuse it.</param>
    /// <param name="progress">Receives the progress, on the thread that copies; null for none.</param>
    /// <param name="cancellationToken">Cancels the copy and removes what was written of it.</param>
    /// <exception cref="ArgumentException">A text is not a path.</exception>
    /// <exception cref="StoreException">The store cannot be opened, or the copy failed; <see cref="StoreException.Failure"/> is the reason.</exception>
    public static Task BackupFileAsync(string source, string path, bool replace = false, IProgress<SqliteBackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var database = new Database(StorePath.Of(source, nameof(source)), new SqliteSessionStoreOptions { ReadOnly = true, AnySchema = true });
        var backup = new Backup(database, StorePath.Of(path, nameof(path)), replace, progress);
        return Task.Run(
            async () =>
            {
                using var first = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
                backup.Run(cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Returns facts about a file, and the damage that SQLite's <c>quick_check</c> finds in it. Changes nothing, and accepts files that an earlier version wrote.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="cancellationToken">Cancels the check, which reads the whole file.</param>
    /// <exception cref="ArgumentException">The text is not a path.</exception>
    /// <exception cref="StoreException">The file cannot be opened, is damaged, or was kept locked by another process; <see cref="StoreException.Failure"/> is the reason.</exception>
    public static Task<SqliteFileReport> ExamineAsync(string path, CancellationToken cancellationToken = default)
    {
        var database = new Database(StorePath.Of(path, nameof(path)), new SqliteSessionStoreOptions { ReadOnly = true, AnySchema = true });
        return Task.Run(() => Examination.RunAsync(database, cancellationToken), cancellationToken);
    }
}
