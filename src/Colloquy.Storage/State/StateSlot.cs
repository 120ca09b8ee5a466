namespace Colloquy.Storage;

/// <summary>Represents the stored value of a key before a write.</summary>
/// <param name="Stored">The newest write of the key, which may be a removal; null when it was never written.</param>
/// <param name="Newest">The newest version among all keys of the owner.</param>
public sealed record StateSlot(StoredState? Stored, StateVersion Newest)
{
    /// <summary>Gets the version of the key; <see cref="StateVersion.None"/> when it was never written.</summary>
    public StateVersion Version => Stored?.Version ?? StateVersion.None;
}
