namespace Colloquy;

/// <summary>Thrown when a commit names a tip that is not the session's: somebody else wrote in between. Nothing was written.</summary>
public sealed class TipConflictException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="expected">The tip that the commit named.</param>
    /// <param name="actual">The session's tip.</param>
    public TipConflictException(SessionKey key, Position expected, Position actual)
        : base(expected == actual
            ? $"Session {key} has its tip at position {actual} as expected, but another log: it was deleted and made again in between. Read what it holds now, and commit again."
            : $"Session {key} has its tip at position {actual}, but the commit expected {expected}: another writer came in between. Read what was added, and commit again at the new tip.")
    {
        Key = key;
        Expected = expected;
        Actual = actual;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The tip that the commit named.</summary>
    public Position Expected { get; }

    /// <summary>The session's tip.</summary>
    public Position Actual { get; }
}

/// <summary>Thrown when a session is written to, or a run is rejected, while another run holds its lease. Nothing was written.</summary>
public sealed class SessionBusyException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="until">Until when the lease lives unless it is renewed; null when it is free but others wait for it.</param>
    public SessionBusyException(SessionKey key, DateTimeOffset? until)
        : base($"Session {key} is running a turn{(until is null ? "" : $" (its lease lives until {until:u} unless it is renewed)")}. Wait for it, enqueue behind it, or interrupt it.")
    {
        Key = key;
        Until = until;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>Until when the lease lives unless it is renewed; null when it is free but others wait for it.</summary>
    public DateTimeOffset? Until { get; }
}

/// <summary>Thrown when a run commits after it lost its lease: another took over. Nothing was written.</summary>
public sealed class LeaseLostException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="token">The token that the commit named.</param>
    /// <param name="current">The newest token given out.</param>
    public LeaseLostException(SessionKey key, LeaseToken token, LeaseToken current)
        : base($"The lease {token} on session {key} is lost (the newest is {current}): it expired and another run took over, or it was given back. Run again on what the session holds now.")
    {
        Key = key;
        Token = token;
        Current = current;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The token that the commit named.</summary>
    public LeaseToken Token { get; }

    /// <summary>The newest token given out.</summary>
    public LeaseToken Current { get; }
}
