namespace Colloquy;

/// <content>What is remembered of the session's user.</content>
public sealed partial class Session
{
    /// <summary>Returns the memory of the session's user, which all sessions of the user share. Reads and creates nothing.</summary>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">Nobody owns the session.</exception>
    /// <exception cref="NotSupportedException">The session's store keeps no memories.</exception>
    public Memory GetMemory(MemoryOptions? options = null) => Key.User is null
        ? throw new InvalidOperationException($"Nobody owns session {Key}, so there is no user whose memory it could be. Open the session with a user in its key, or name the owner: store.GetMemory(owner).")
        : new Memory(Log.Store, Key.Owner, options?.Copy() ?? new MemoryOptions(), Log.Time, Log.Logger);
}
