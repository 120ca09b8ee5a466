namespace Colloquy;

/// <summary>Finds the ports that a store need not have.</summary>
internal static class RequiredPort
{
    /// <exception cref="NotSupportedException">The store neither prunes nor keeps policies.</exception>
    public static IRetention Retention(ISessionStore store) =>
        store.GetService<IRetention>() ?? throw new NotSupportedException($"The store {store.GetType().Name} does not implement {nameof(IRetention)}, which pruning and retention policies need. Keep the sessions in a store that does, such as {nameof(InMemorySessionStore)} or that of SQLite, or delete whole sessions.");

    /// <exception cref="NotSupportedException">The store does not list the sessions of all owners.</exception>
    public static ISessionDirectory Directory(ISessionStore store) =>
        store.GetService<ISessionDirectory>() ?? throw new NotSupportedException($"The store {store.GetType().Name} does not implement {nameof(ISessionDirectory)}, which lists the sessions of all owners. Use a store that does, such as {nameof(InMemorySessionStore)} or that of SQLite.");

    /// <exception cref="NotSupportedException">The store cannot erase.</exception>
    public static IErasure Erasure(ISessionStore store) =>
        store.GetService<IErasure>() ?? throw new NotSupportedException($"The store {store.GetType().Name} does not implement {nameof(IErasure)}, which the erasure of a user needs. Use a store that does, such as {nameof(InMemorySessionStore)} or that of SQLite.");

    /// <exception cref="NotSupportedException">The store does not restore state.</exception>
    public static IOwnerCopy OwnerCopy(ISessionStore store) =>
        store.GetService<IOwnerCopy>() ?? throw new NotSupportedException($"The store {store.GetType().Name} does not implement {nameof(IOwnerCopy)}, which the erasure of state needs. Use a store that does, such as {nameof(InMemorySessionStore)} or that of SQLite.");

    /// <exception cref="NotSupportedException">The store keeps no memories.</exception>
    public static IMemoryStore Memories(ISessionStore store) =>
        store.GetService<IMemoryStore>() ?? throw new NotSupportedException($"The store {store.GetType().Name} does not implement {nameof(IMemoryStore)}, which memories need. Keep them in a store that does, such as {nameof(InMemorySessionStore)} or that of SQLite.");

    /// <exception cref="NotSupportedException">The store keeps no state of users and apps.</exception>
    public static IOwnerState OwnerState(ISessionStore store, Scope scope) =>
        store.GetService<IOwnerState>() ?? throw new NotSupportedException($"The store {store.GetType().Name} does not implement {nameof(IOwnerState)}, which state of the {scope} scope needs. Use a store that does, such as {nameof(InMemorySessionStore)} or that of SQLite, or keep the key in the Session scope.");
}
