namespace Colloquy;

/// <summary>The exception that is thrown when a commit writes a key of the user's or the app's state that another writer has changed since it was read. Nothing was written.</summary>
public sealed class StateConflictException : ColloquyException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="put">The write that was refused.</param>
    /// <param name="slot">The stored value.</param>
    public StateConflictException(StatePut put, StateSlot slot)
        : base($"State key '{put?.Key}' of {put?.Owner} is at version {slot?.Version} (the newest of all keys is {slot?.Newest}), but the write expected {put?.Expected}{(put?.Version is { } version ? $", and to make version {version}" : "")}: another writer came in between. Read it again, and write again.")
    {
        ArgumentNullException.ThrowIfNull(put);
        ArgumentNullException.ThrowIfNull(slot);
        (Owner, StateKey, Expected, Actual) = (put.Owner, put.Key, put.Expected, slot.Version);
    }

    /// <summary>Gets the owner of the state.</summary>
    public SessionOwner Owner { get; }

    /// <summary>Gets the key.</summary>
    public string StateKey { get; }

    /// <summary>Gets the version of the key that the write expected.</summary>
    public StateVersion Expected { get; }

    /// <summary>Gets the version of the key.</summary>
    public StateVersion Actual { get; }
}
