namespace Colloquy;

/// <content>Memory across conversations.</content>
public static partial class SessionStoreExtensions
{
    /// <summary>Returns the memory of an owner. Reads and creates nothing.</summary>
    /// <param name="store">The store.</param>
    /// <param name="owner">The owner of the memory.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="NotSupportedException">The store keeps no memories.</exception>
    public static Memory GetMemory(this ISessionStore store, MemoryOwner owner, MemoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(owner);
        options = options?.Copy() ?? new MemoryOptions();
        return new Memory(store, owner, options, options.TimeProvider, options.LoggerIn(store));
    }
}
