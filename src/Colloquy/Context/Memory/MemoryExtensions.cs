namespace Colloquy;

/// <summary>Opens memories.</summary>
public static class MemoryExtensions
{
    /// <summary>Returns the memory of an owner. Reads and creates nothing.</summary>
    /// <param name="store">The store.</param>
    /// <param name="owner">Whose memory.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="MemoryNotKeptException">The store keeps no memories.</exception>
    public static Memory Memory(this ISessionStore store, MemoryOwner owner, MemoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(owner);
        options ??= new MemoryOptions();
        return new Memory(store, owner, options, options.Time, options.Logger);
    }

    /// <summary>Returns the memory of the session's user, which all sessions of the user share.</summary>
    /// <param name="session">The session.</param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">Nobody owns the session.</exception>
    /// <exception cref="MemoryNotKeptException">The session's store keeps no memories.</exception>
    public static Memory Memory(this Session session, MemoryOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Key.User.Length > 0
            ? new Memory(session.Log.Store, MemoryOwner.OfUser(session.Key.User, session.Key.App), options ?? new MemoryOptions(), session.Log.Time, session.Log.Logger)
            : throw new InvalidOperationException($"Nobody owns session {session.Key}, so there is no user whose memory it could be. Open the session with a user in its key, or name the owner: store.Memory(owner).");
    }
}
