namespace Colloquy.Storage.Conformance;

/// <summary>Opens another harness's store behind one that changes every payload, content, value of state and title, and back: what a store that encrypts needs of the port.</summary>
/// <param name="inner">The harness of the store.</param>
public sealed class TransformedHarness(StoreHarness inner) : StoreHarness
{
    /// <inheritdoc />
    public override StoreTraits Traits => inner.Traits & ~StoreTraits.Rewriting;

    /// <inheritdoc />
    public override bool IsWrapper => true;

    /// <inheritdoc />
    public override int ContentOverhead => inner.ContentOverhead;

    /// <inheritdoc />
    public override async ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default) => new TransformingStore(await inner.OpenAsync(clock, cancellationToken));

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
