namespace Colloquy.Storage;

/// <summary>Represents what is stored under a key before it is written.</summary>
/// <param name="Stored">The newest write of the key, a removal too; null when it was never written.</param>
/// <param name="Newest">The newest version among all keys of the owner.</param>
public sealed record StateSlot(StoredState? Stored, StateVersion Newest)
{
    /// <summary>Gets the version of the key; <see cref="StateVersion.None"/> when it was never written.</summary>
    public StateVersion Version => Stored?.Version ?? StateVersion.None;
}
