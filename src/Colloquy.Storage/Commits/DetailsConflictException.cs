namespace Colloquy.Storage;

/// <summary>The exception that is thrown when a commit expects a version of title and metadata that the session does not have. Nothing was written.</summary>
public sealed class DetailsConflictException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="expected">The version that the commit expected.</param>
    /// <param name="actual">The session's version.</param>
    public DetailsConflictException(SessionKey key, long expected, long actual)
        : base($"The title and metadata of session {key} are at version {actual}, but the commit expected {expected}: they were written in between. Read them, and commit again.") =>
        (Key, Expected, Actual) = (key, expected, actual);

    /// <summary>Gets the session.</summary>
    public SessionKey Key { get; }

    /// <summary>Gets the version that the commit expected.</summary>
    public long Expected { get; }

    /// <summary>Gets the session's version.</summary>
    public long Actual { get; }
}
