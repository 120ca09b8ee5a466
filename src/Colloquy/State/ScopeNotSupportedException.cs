namespace Colloquy;

/// <summary>Thrown when a store keeps no state of users and apps. Nothing was written.</summary>
public sealed class ScopeNotSupportedException : ColloquyException
{
    internal ScopeNotSupportedException(Scope scope, Type store)
        : base($"The store {store.Name} keeps no state of the {scope} scope: it is no {nameof(IOwnerState)}. Use a store that is, such as {nameof(InMemorySessionStore)} or that of SQLite, or keep the key in the Session scope.") =>
        (Scope, Store) = (scope, store);

    /// <summary>The scope that was asked for.</summary>
    public Scope Scope { get; }

    /// <summary>The store.</summary>
    public Type Store { get; }
}
