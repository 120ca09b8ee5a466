namespace Colloquy;

/// <summary>The exception that is thrown when a call reads or writes a session that does not exist under its whole key.</summary>
public sealed class SessionNotFoundException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The key under which there is no session.</param>
    public SessionNotFoundException(SessionKey key)
        : base($"There is no session {key}. Open it to create it; check app, user and id, which are compared byte by byte.") => Key = key;

    /// <summary>Gets the key under which there is no session.</summary>
    public SessionKey Key { get; }
}
