namespace Colloquy;

/// <summary>The exception that is thrown when a commit expects a tip that the session does not have, since another writer wrote in between. Nothing was written.</summary>
public sealed class TipConflictException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="expected">The tip that the commit expected.</param>
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

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the tip that the commit expected.</summary>
    public Position Expected { get; }

    /// <summary>Gets the session's tip.</summary>
    public Position Actual { get; }
}
