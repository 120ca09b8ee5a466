namespace Colloquy;

/// <summary>Thrown when a stored value of a user's or an app's state is not JSON.</summary>
public sealed class CorruptStateException : ColloquyException
{
    internal CorruptStateException(SessionOwner owner, string key, Exception inner)
        : base($"The value of state key '{key}' of {owner} is not JSON: it was damaged, or something else wrote it. Write the key again or remove it, or restore the store from a backup.", inner) =>
        (Owner, StateKey) = (owner, key);

    /// <summary>Gets the owner of the state.</summary>
    public SessionOwner Owner { get; }

    /// <summary>The key.</summary>
    public string StateKey { get; }
}
