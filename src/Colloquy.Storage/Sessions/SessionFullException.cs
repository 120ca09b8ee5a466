namespace Colloquy;

/// <summary>Thrown when a commit would make a session larger than it may become. Nothing was written.</summary>
public sealed class SessionFullException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="limitName">The limit: <c>MaxEntries</c> or <c>MaxBytes</c>.</param>
    /// <param name="limit">Its value.</param>
    /// <param name="size">What the session would have had.</param>
    public SessionFullException(SessionKey key, string limitName, long limit, long size)
        : base(FormattableString.Invariant($"Session {key} is full: with this it would have {size:#,0} {(limitName == nameof(SessionLimits.MaxBytes) ? "bytes" : "entries")}, and its {limitName} is {limit:#,0}. Prune it (session.Retention.PruneAsync), which makes room; go on in another session, with a summary or a document of this one; or raise the limit. Undo, closing, deleting and the end of a running turn are possible as before. A fork shares the log and makes no room."))
    {
        Key = key;
        LimitName = limitName;
        Limit = limit;
        Size = size;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The limit that was reached: <c>MaxEntries</c> or <c>MaxBytes</c>.</summary>
    public string LimitName { get; }

    /// <summary>The value of the limit, in entries or bytes.</summary>
    public long Limit { get; }

    /// <summary>What the session would have had, in entries or bytes.</summary>
    public long Size { get; }
}
