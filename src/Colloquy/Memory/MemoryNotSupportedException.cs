namespace Colloquy;

/// <summary>Thrown when a store keeps no memories.</summary>
public sealed class MemoryNotSupportedException : ColloquyException
{
    internal MemoryNotSupportedException(ISessionStore store)
        : base($"{store.GetType().Name} keeps no memories: it is no {nameof(IMemoryStore)}. Keep them in a store that does, such as InMemorySessionStore or SqliteSessionStore.")
    {
    }
}
