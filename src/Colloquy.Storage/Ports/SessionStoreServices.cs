namespace Colloquy;

/// <summary>Finds the optional parts of a store.</summary>
public static class SessionStoreServices
{
    /// <summary>Returns an optional part of the port, such as <see cref="IUsageLedger"/>; null when the store does not have it.</summary>
    /// <typeparam name="TService">The type of the part.</typeparam>
    /// <param name="store">The store, which can be one in front of another.</param>
    public static TService? GetService<TService>(this ISessionStore store)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.GetService(typeof(TService)) as TService;
    }
}
