namespace Colloquy.Storage.Conformance;

/// <summary>One storage to try a store on: empty at first, gone once disposed. What a store's author writes for the kit.</summary>
/// <remarks>
/// Each case of the kit has a harness of its own. Making one must do no work and take nothing that needs to be given
/// back: the storage is made when it is first opened.
/// </remarks>
public abstract class StoreHarness : IAsyncDisposable
{
    /// <summary>Gets the abilities of the store. A case that requires others is not run.</summary>
    /// <value>The default is everything but <see cref="StoreTraits.Usage"/>, <see cref="StoreTraits.Search"/>, <see cref="StoreTraits.State"/>, <see cref="StoreTraits.Memory"/> and <see cref="StoreTraits.Retention"/>.</value>
    public virtual StoreTraits Traits => StoreTraits.Reopens | StoreTraits.Directory;

    /// <summary>Gets a value that indicates whether the store stands in front of another, which the suites are tried on by itself. Random cases then take a quarter of their seeds.</summary>
    public virtual bool IsWrapper => false;

    /// <summary>Gets the number of bytes by which the store makes each content outside the log larger, as one that encrypts does.</summary>
    public virtual int ContentOverhead => 0;

    /// <summary>Opens the storage, and makes it when it is not there; each time a new handle, with caches and connections of its own.</summary>
    /// <param name="clock">The clock that the store must go by, for leases and times of its own; also a store that would otherwise ask its database.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>The kit disposes every handle. Without <see cref="StoreTraits.Reopens"/> it opens the storage once.</remarks>
    public abstract ValueTask<ISessionStore> OpenAsync(TimeProvider clock, CancellationToken cancellationToken = default);

    /// <summary>Removes the storage, after every handle on it was disposed.</summary>
    public abstract ValueTask DisposeAsync();
}
