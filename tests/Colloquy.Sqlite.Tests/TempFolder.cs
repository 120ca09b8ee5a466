namespace Colloquy.Sqlite.Tests;

/// <summary>A folder of its own for a test, removed with all that is in it.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    public string File(string name = "store.db") => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
