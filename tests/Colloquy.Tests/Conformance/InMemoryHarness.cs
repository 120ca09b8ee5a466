using Colloquy.Storage.Conformance;

namespace Colloquy.Tests.Conformance;

/// <summary>Memory that lasts as long as the one store on it.</summary>
public sealed class InMemoryHarness : StoreHarness
{
    public override StoreTraits Traits => StoreTraits.Directory | StoreTraits.Usage | StoreTraits.State | StoreTraits.Memory | StoreTraits.Retention | StoreTraits.Copy | StoreTraits.Signal | StoreTraits.Owners | StoreTraits.Rewriting;

    public override ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default) =>
        new(new InMemorySessionStore(clock));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
