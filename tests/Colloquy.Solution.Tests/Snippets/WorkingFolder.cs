using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>Makes a folder the process's current one until it is disposed. Tests that do so are in the collection of this name, which runs alone.</summary>
[CollectionDefinition(nameof(WorkingFolder), DisableParallelization = true)]
public sealed class WorkingFolder : IDisposable
{
    private readonly string _before = Directory.GetCurrentDirectory();

    public WorkingFolder(DirectoryInfo folder) => Directory.SetCurrentDirectory(folder.FullName);

    public void Dispose() => Directory.SetCurrentDirectory(_before);
}
