namespace Colloquy;

/// <summary>Thrown when a stored entry cannot be read, or its payload does not match its hash.</summary>
public sealed class CorruptEntryException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="key">The session.</param>
    /// <param name="position">The entry.</param>
    /// <param name="problem">Gets what is wrong with the entry, as the end of a sentence.</param>
    /// <param name="inner">The error that showed it, if any.</param>
    public CorruptEntryException(SessionKey key, Position position, string problem, Exception? inner = null)
        : base($"Entry {position} of session {key} {problem}. What it said is lost unless a backup of the store has it. All other entries can be read, and the session can be used.", inner)
    {
        Key = key;
        Position = position;
        Problem = problem;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The entry.</summary>
    public Position Position { get; }

    /// <summary>Gets what is wrong with the entry, as the end of a sentence.</summary>
    public string Problem { get; }
}
