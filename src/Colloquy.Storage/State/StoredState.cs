namespace Colloquy.Storage;

/// <summary>Represents the newest write of one key of an owner's state, as a store holds it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Version">The version that the write made.</param>
/// <param name="Value">The value as UTF-8 JSON; empty when the key was removed.</param>
public sealed record StoredState(string Key, StateVersion Version, ReadOnlyMemory<byte> Value)
{
    /// <summary>Gets a value that indicates whether the key was removed.</summary>
    public bool Removed => Value.IsEmpty && Unreadable is null;

    /// <summary>Gets what is wrong with the value, as the end of a sentence, when a store that encrypts cannot decrypt it; null otherwise. <see cref="Value"/> is then empty.</summary>
    public string? Unreadable { get; init; }
}
