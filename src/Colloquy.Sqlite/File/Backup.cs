namespace Colloquy.Sqlite;

/// <summary>Copies a store to a file, which has its name only when it is whole and was checked.</summary>
internal sealed class Backup(Database database, string path, bool replace, IProgress<SqliteBackupProgress>? progress)
{
    /// <summary>The files that SQLite keeps beside one that is open, or left there.</summary>
    private static readonly string[] Beside = ["-wal", "-shm", "-journal"];

    public void Run(CancellationToken cancellationToken)
    {
        EnsureFree();
        var unfinished = $"{path}.{Path.GetRandomFileName()}.part";
        try
        {
            Create(unfinished);
            Copy(unfinished, cancellationToken);
            Check(unfinished, cancellationToken);
            Flush(unfinished);
            // Who opens the copy must find nothing beside it that belongs to another file.
            EnsureFree();
            File.Move(unfinished, path, replace);
        }
        catch (StoreException error) when (error.Failure == StoreFailure.Full)
        {
            throw StoreException.Full(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StoreException.NotBackedUp(path, StoreFailure.NoAccess, $"{error.Message.TrimEnd('.')}.", error);
        }
        finally
        {
            Remove(unfinished);
        }
    }

    private void EnsureFree()
    {
        if (Directory.Exists(path))
            throw StoreException.NotBackedUp(path, StoreFailure.Directory, "it is a folder. Name a file in it.");
        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
            throw StoreException.NotBackedUp(path, StoreFailure.Missing, $"there is no folder '{folder}'. Create it first.");
        if (FinalOf(path) == FinalOf(database.Path))
            throw StoreException.NotBackedUp(path, StoreFailure.InUse, "it is the store itself. Name another file.");
        if (Path.Exists(path) && !replace)
            throw StoreException.NotBackedUp(path, StoreFailure.Exists, "there is a file of that name already. Name another, or have it replaced.");
        if (Beside.Select(end => path + end).FirstOrDefault(Path.Exists) is { } beside)
            throw StoreException.NotBackedUp(path, StoreFailure.InUse, $"there is a file '{Path.GetFileName(beside)}' beside it, so a process has it open, or died while it had. Name another file.");
    }

    private void Copy(string unfinished, CancellationToken cancellationToken)
    {
        using var source = database.Connect(SqliteSynchronous.Normal);
        using var target = Connection.Open(unfinished, create: false);
        // What is cut off here is thrown away.
        target.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
        source.BeginRead();
        // The moment of a transaction is that of its first read.
        source.ReadNumber("SELECT count(*) FROM sqlite_master");
        source.CopyTo(target, (pages, total) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new SqliteBackupProgress(pages, total));
        });
        source.TryRollback();
    }

    private void Check(string unfinished, CancellationToken cancellationToken)
    {
        using var copy = Connection.Open(unfinished, create: false);
        if (Examination.Check(copy, cancellationToken) is [var damage, ..])
            throw StoreException.NotBackedUp(path, StoreFailure.Corrupt, $"SQLite finds damage in the copy, and so in the store: {damage}. Where it names the search index alone, RebuildSearchAsync makes that anew; else keep a copy of all its files, made while no process has it open, and go back to an earlier backup.");
    }

    // Who may read the store may read its copy, and nobody else.
    private void Create(string unfinished)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = (File.GetUnixFileMode(database.Path) | UnixFileMode.UserRead | UnixFileMode.UserWrite) & ~(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        new FileStream(unfinished, options).Dispose();
    }

    private static void Flush(string unfinished)
    {
        using var file = File.OpenHandle(unfinished, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    private static void Remove(string unfinished)
    {
        foreach (var left in Beside.Select(end => unfinished + end).Prepend(unfinished).Where(File.Exists))
            File.Delete(left);
    }

    private static string FinalOf(string path) => File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;
}
