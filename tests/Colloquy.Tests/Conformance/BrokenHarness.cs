using Colloquy.Storage.Conformance;
using Colloquy.Tests.Conformance.Broken;

namespace Colloquy.Tests.Conformance;

/// <summary>Opens a store that is broken on purpose.</summary>
internal sealed class BrokenHarness(Type store) : StoreHarness
{
    public override StoreTraits Traits => StoreTraits.Directory | StoreTraits.Usage | StoreTraits.State | StoreTraits.Memory | StoreTraits.Retention | StoreTraits.Copy | StoreTraits.Signal | StoreTraits.Owners | StoreTraits.Rewriting | (store.IsAssignableTo(typeof(BrokenIndex)) ? StoreTraits.Search : StoreTraits.None);

    public override ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default) =>
        new((BrokenStore)Activator.CreateInstance(store, clock)!);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
