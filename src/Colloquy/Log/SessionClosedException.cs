namespace Colloquy;

/// <summary>The exception that is thrown when a closed session is written to. Nothing was written.</summary>
public sealed class SessionClosedException : ColloquyException
{
    internal SessionClosedException(SessionKey key)
        : base($"Session {key} is closed. Reopen it to go on with the conversation, or open another.") => Key = key;

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    internal static void ThrowIfClosed(SessionRecord record)
    {
        if (record.Activity == SessionActivity.Closed)
            throw new SessionClosedException(record.Key);
    }
}
