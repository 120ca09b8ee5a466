namespace Colloquy;

/// <summary>Opens memories.</summary>
public static class MemoryExtensions
{
    /// <summary>Returns the memory of an owner. Reads and creates nothing.</summary>
    /// <param name="store">The store.</param>
    /// <param name="owner">Whose memory.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="NotSupportedException">The store keeps no memories.</exception>
    public static Memory Memory(this ISessionStore store, MemoryOwner owner, MemoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(owner);
        options = options?.Copy() ?? new MemoryOptions();
        return new Memory(store, owner, options, options.TimeProvider, options.Logger);
    }

    /// <summary>Returns the memory of a user, which all the user's sessions share.</summary>
    /// <param name="store">The store.</param>
    /// <param name="app">The application, 1 to 128 bytes in UTF-8.</param>
    /// <param name="user">The user, 1 to 256 bytes.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="NotSupportedException">The store keeps no memories.</exception>
    /// <exception cref="InvalidKeyException">A name breaks the rules for names.</exception>
    public static Memory Memory(this ISessionStore store, string app, string user, MemoryOptions? options = null) => store.Memory(MemoryOwner.OfUser(user, app), options);

    /// <summary>Returns the memory of the run's user. What is stored without a source came from what the user said last.</summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">Nobody owns the session.</exception>
    /// <exception cref="NotSupportedException">The session's store keeps no memories.</exception>
    public static Memory Memory(this RunContext run, MemoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Session.Memory(options).From(run.Source);
    }

    /// <summary>Returns the memory of the session's user, which all sessions of the user share.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">Nobody owns the session.</exception>
    /// <exception cref="NotSupportedException">The session's store keeps no memories.</exception>
    public static Memory Memory(this Session session, MemoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Key.User.Length > 0
            ? new Memory(session.Log.Store, MemoryOwner.OfUser(session.Key.User, session.Key.App), options?.Copy() ?? new MemoryOptions(), session.Log.Time, session.Log.Logger)
            : throw new InvalidOperationException($"Nobody owns session {session.Key}, so there is no user whose memory it could be. Open the session with a user in its key, or name the owner: store.Memory(owner).");
    }
}
