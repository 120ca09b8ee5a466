using Colloquy.Storage.Conformance;

namespace Colloquy.Encryption.Tests.Conformance;

/// <summary>Opens another harness's store behind one that encrypts. Searches read the logs, since the index of the inner store is hidden.</summary>
public sealed class EncryptedHarness(StoreHarness inner) : StoreHarness
{
    private readonly KeyRing _ring = Rings.New("k1");

    public override StoreTraits Traits => inner.Traits & ~(StoreTraits.Search | StoreTraits.Rewriting);

    public override int ContentOverhead => inner.ContentOverhead + 65;

    public override bool IsWrapper => true;

    public override async ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default) =>
        await EncryptedSessionStore.OpenAsync(await inner.OpenAsync(clock, cancellationToken), _ring, cancellationToken: cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        _ring.Dispose();
    }
}
