namespace Colloquy.Faults.Tests;

/// <summary>A folder of its own for a test, removed with all that is in it.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    public string Root => _folder.FullName;

    public string File(string name = "store.db") => Path.Combine(Root, name);

    /// <summary>Copies a store's file as a dead process left it, with its write-ahead log.</summary>
    public string Copy(string file, string name)
    {
        System.IO.File.Copy(file, File(name));
        if (System.IO.File.Exists(file + "-wal"))
            System.IO.File.Copy(file + "-wal", File(name) + "-wal");
        return File(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
