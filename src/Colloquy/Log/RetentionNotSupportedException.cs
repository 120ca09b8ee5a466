namespace Colloquy;

/// <summary>Thrown when a session is to be pruned, given a policy or imported with one, and its store cannot. Nothing was changed.</summary>
public sealed class RetentionNotSupportedException : ColloquyException
{
    internal RetentionNotSupportedException(ISessionStore store)
        : base($"{store.GetType().Name} keeps sessions whole: it neither prunes them nor keeps retention policies. Keep them in a store that is an {nameof(IRetention)}, such as SQLite, or delete whole sessions.") => Store = store.GetType();

    /// <summary>The type of the store.</summary>
    public Type Store { get; }

    internal static IRetention Of(ISessionStore store) => store.GetService<IRetention>() ?? throw new RetentionNotSupportedException(store);
}
