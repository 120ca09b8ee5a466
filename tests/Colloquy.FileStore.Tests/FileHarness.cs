using Colloquy.Storage.Conformance;
using FileStore;

namespace Colloquy.FileStore.Tests;

/// <summary>A folder that is made when the store is first opened.</summary>
public sealed class FileHarness : StoreHarness
{
    private string? _folder;

    public override ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default)
    {
        _folder ??= Directory.CreateTempSubdirectory("colloquy-files-").FullName;
        return new(new FileSessionStore(_folder, clock));
    }

    public override ValueTask DisposeAsync()
    {
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
