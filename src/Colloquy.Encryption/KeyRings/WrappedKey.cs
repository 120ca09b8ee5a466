namespace Colloquy.Encryption;

/// <summary>Represents a key that a ring encrypted.</summary>
/// <param name="KeyId">The id of the ring's key that encrypted it, 1 to 256 characters.</param>
/// <param name="Bytes">The encrypted key.</param>
public sealed record WrappedKey(string KeyId, ReadOnlyMemory<byte> Bytes);
