namespace Colloquy.Hosting.Tests;

/// <summary>The file of a store, in a folder that is removed with the test.</summary>
internal sealed class TempFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "desk.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
