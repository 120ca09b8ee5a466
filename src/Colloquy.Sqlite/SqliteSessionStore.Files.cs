namespace Colloquy.Sqlite;

/// <content>The file as a whole.</content>
public sealed partial class SqliteSessionStore
{
    /// <summary>Copies the store to a file, while this and other processes write: what was committed when the call began is in the copy, and nothing of what came later.</summary>
    /// <param name="path">The file to write. Its folder must exist. The file appears under its name when it is whole, and has passed SQLite's <c>quick_check</c>.</param>
    /// <param name="replace">Whether a file of that name is replaced.</param>
    /// <param name="progress">Is told how it goes, on the thread that copies; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the copying. Nothing is left of it.</param>
    /// <remarks>Uses SQLite's backup API (sqlite.org/backup.html) within one read transaction. Writers are not held up; the write-ahead log cannot be used again from its beginning until the copy is made, and may grow.</remarks>
    /// <exception cref="ArgumentException">It is no path.</exception>
    /// <exception cref="StoreException">There is no copy; <see cref="StoreException.Failure"/> says why.</exception>
    /// <exception cref="StoreException">There is no space for the copy.</exception>
    public Task BackupAsync(string path, bool replace = false, IProgress<SqliteBackupProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var backup = new Backup(_database, StorePath.Of(path, nameof(path)), replace, progress);
        return Task.Run(() => backup.Run(cancellationToken), cancellationToken);
    }

    /// <summary>Copies a store's file as <see cref="BackupAsync"/> does, without opening it as a store: an earlier version's is not brought up to date, and one that cannot be written will do.</summary>
    /// <param name="source">The store's path.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="replace">Whether a file of that name is replaced.</param>
    /// <param name="progress">Is told how it goes, on the thread that copies; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the copying. Nothing is left of it.</param>
    /// <exception cref="ArgumentException">One is no path.</exception>
    /// <exception cref="StoreException">The store cannot be opened; <see cref="StoreException.Failure"/> says why.</exception>
    /// <exception cref="StoreException">There is no copy; <see cref="StoreException.Failure"/> says why.</exception>
    /// <exception cref="StoreException">There is no space for the copy.</exception>
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

    /// <summary>Says what can be told of a file, and whether SQLite's <c>quick_check</c> finds damage in it. Changes nothing, and takes files that an earlier version wrote.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="cancellationToken">Cancels the check, which reads the whole file.</param>
    /// <exception cref="ArgumentException">It is no path.</exception>
    /// <exception cref="StoreException">The file cannot be opened; <see cref="StoreException.Failure"/> says why.</exception>
    /// <exception cref="StoreException">Another process kept the file locked.</exception>
    public static Task<SqliteFileReport> ExamineAsync(string path, CancellationToken cancellationToken = default)
    {
        var database = new Database(StorePath.Of(path, nameof(path)), new SqliteSessionStoreOptions { ReadOnly = true, AnySchema = true });
        return Task.Run(() => Examination.RunAsync(database, cancellationToken), cancellationToken);
    }
}
