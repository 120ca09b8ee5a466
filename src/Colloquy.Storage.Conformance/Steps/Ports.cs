namespace Colloquy.Storage.Conformance;

/// <summary>Finds what a store is said to have.</summary>
internal static class Ports
{
    /// <summary>Returns an optional part of a store.</summary>
    public static T Require<T>(this ISessionStore store)
        where T : class =>
        store.GetService<T>() ?? throw new ConformanceException($"{store.GetType().Name} is said to have {typeof(T).Name}, but its GetService returns none.");
}
