namespace Colloquy.Hosting;

/// <summary>The stores of one container, each opened once.</summary>
internal sealed class SessionStores(ColloquyRegistrations registrations, IServiceProvider services)
{
    private readonly Dictionary<string, StoreOpening> _openings = registrations.Stores.ToDictionary(store => store.Name ?? "", store => new StoreOpening(store, services), StringComparer.Ordinal);

    /// <summary>Opens a store, or waits until it is open.</summary>
    public Task<ISessionStore> OpenAsync(string? name, CancellationToken cancellationToken) => _openings[name ?? ""].OpenAsync(cancellationToken);

    /// <summary>Returns a store. One that is not open yet is opened now, and the caller's thread waits.</summary>
    public ISessionStore Get(string? name)
    {
        var opening = _openings[name ?? ""];

        // A continuation of what opens the store must not wait for this thread.
        return SynchronizationContext.Current is null
            ? opening.OpenAsync(CancellationToken.None).GetAwaiter().GetResult()
            : Task.Run(() => opening.OpenAsync(CancellationToken.None)).GetAwaiter().GetResult();
    }
}
