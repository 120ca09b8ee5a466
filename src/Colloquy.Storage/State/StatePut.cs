namespace Colloquy.Storage;

/// <summary>Represents a write of one key of an owner's state, which is made only if the key has the version that the writer expects.</summary>
public sealed record StatePut
{
    /// <summary>Gets the owner of the state.</summary>
    public required SessionOwner Owner { get; init; }

    /// <summary>Gets the key, 1 to 256 bytes in UTF-8.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the version of the key that the writer expects, which may be that of a removal; <see cref="StateVersion.None"/> when the key was never written.</summary>
    public StateVersion Expected { get; init; }

    /// <summary>Gets the version of the write, which must be the one after the owner's newest; null for any.</summary>
    public StateVersion? Version { get; init; }

    /// <summary>Gets the value as UTF-8 JSON; empty to remove the key.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>Returns a value that indicates whether the write can be made on the stored value.</summary>
    /// <param name="slot">The stored value.</param>
    public bool Fits(StateSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        return slot.Version == Expected && (Version ?? slot.Newest.Next) == slot.Newest.Next;
    }

    /// <summary>Checks the rules for writes that every store enforces.</summary>
    /// <exception cref="InvalidKeyException">The key breaks the rules for names.</exception>
    public void EnsureWellFormed() => KeyRules.Check(Key, "state key", KeyRules.MaxStateKeyBytes, nameof(Key));
}
