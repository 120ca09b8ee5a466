namespace Colloquy.Storage;

/// <summary>A write of one key of an owner's state, which holds only if the key is at the version that the writer has seen.</summary>
public sealed record StatePut
{
    /// <summary>Gets the owner of the state.</summary>
    public required SessionOwner Owner { get; init; }

    /// <summary>Gets the key, 1 to 256 bytes in UTF-8.</summary>
    public required string Key { get; init; }

    /// <summary>Gets the version of the key that the writer has seen, that of a removal too; <see cref="StateVersion.None"/> when it was never written.</summary>
    public StateVersion Expected { get; init; }

    /// <summary>Gets the version that the write makes, which must be the one after the owner's newest; null to take whichever that is.</summary>
    public StateVersion? Version { get; init; }

    /// <summary>Gets the value as UTF-8 JSON; empty to remove the key.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>Returns a value that indicates whether the write holds on what is there.</summary>
    /// <param name="slot">What is there.</param>
    public bool Fits(StateSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        return slot.Version == Expected && (Version ?? slot.Newest.Next) == slot.Newest.Next;
    }

    /// <summary>Checks what every store refuses whatever it holds.</summary>
    /// <exception cref="InvalidKeyException">The key breaks the rules for names.</exception>
    public void EnsureWellFormed() => KeyRules.Check(Key, "state key", KeyRules.MaxStateKeyBytes, nameof(Key));
}
