namespace Colloquy;

/// <summary>The exception that is thrown when stored data cannot be read: an entry of a session, or a value in the state of a user or an app.</summary>
public sealed class CorruptDataException : ColloquyException
{
    /// <summary>Creates the exception for an entry that cannot be read, or whose payload does not match its hash.</summary>
    /// <param name="key">The session.</param>
    /// <param name="position">The entry.</param>
    /// <param name="problem">The problem, as the end of a sentence.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    public CorruptDataException(SessionKey key, Position position, string problem, Exception? inner = null)
        : base($"Entry {position} of session {key} {problem}. What it said is lost unless a backup of the store has it. All other entries can be read, and the session can be used.", inner)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key = key;
        Owner = key.Owner;
        Position = position;
        Problem = problem;
    }

    /// <summary>Creates the exception for a value in the state of a user or an app that cannot be read.</summary>
    /// <param name="owner">The user or app.</param>
    /// <param name="stateKey">The key of the value.</param>
    /// <param name="problem">The problem, as the end of a sentence.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    public CorruptDataException(SessionOwner owner, string stateKey, string problem, Exception? inner = null)
        : base($"The value of state key '{stateKey}' of {owner} {problem}. Write the key again or remove it, or restore the store from a backup.", inner)
    {
        Owner = owner;
        StateKey = stateKey;
        Problem = problem;
    }

    /// <summary>Creates the exception for data of a session that belongs to no entry and cannot be read, such as its title.</summary>
    /// <param name="key">The session.</param>
    /// <param name="what">The data, as the beginning of a sentence: <c>The title</c>.</param>
    /// <param name="problem">The problem, as the end of a sentence.</param>
    /// <param name="inner">The exception that caused it; null for none.</param>
    public CorruptDataException(SessionKey key, string what, string problem, Exception? inner = null)
        : base($"{what} of session {key} {problem}. Write it again, or restore it from a backup of the store. The entries of the session can be read.", inner)
    {
        ArgumentNullException.ThrowIfNull(key);
        Key = key;
        Owner = key.Owner;
        Problem = problem;
    }

    /// <summary>Gets the session of the entry; null for a value in the state of a user or an app.</summary>
    public SessionKey? Key { get; }

    /// <summary>Gets the position of the entry; <see cref="Position.Start"/> for data that belongs to no entry.</summary>
    public Position Position { get; }

    /// <summary>Gets the owner of the data.</summary>
    public SessionOwner Owner { get; }

    /// <summary>Gets the key of the value in the state of <see cref="Owner"/>; null for an entry.</summary>
    public string? StateKey { get; }

    /// <summary>Gets what is wrong with the data, as the end of a sentence.</summary>
    public string Problem { get; }
}
