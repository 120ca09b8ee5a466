using Colloquy.Storage.Conformance;

namespace Colloquy.Sqlite.Tests.Conformance;

/// <summary>A file of its own for each case; each handle is a store of its own on it.</summary>
public sealed class SqliteHarness : StoreHarness
{
    private TempFolder? _folder;

    public override StoreTraits Traits => base.Traits | StoreTraits.Usage | StoreTraits.Search | StoreTraits.State | StoreTraits.Memory | StoreTraits.Retention | StoreTraits.Copy | StoreTraits.Signal | StoreTraits.Owners | StoreTraits.Rewriting;

    /// <summary>Checkpoints come often, so that the cases meet them. What a loss of power costs is not what they try.</summary>
    public override async ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default)
    {
        _folder ??= new TempFolder();
        return await SqliteSessionStore.OpenAsync(_folder.File(), new() { TimeProvider = clock, Synchronous = SqliteSynchronous.Normal, CheckpointPages = 20 }, cancellationToken);
    }

    public override ValueTask DisposeAsync()
    {
        _folder?.Dispose();
        return ValueTask.CompletedTask;
    }
}
