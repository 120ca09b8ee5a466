namespace Colloquy.Encryption;

/// <summary>Represents an owner that has a key.</summary>
/// <param name="Owner">The owner; null when the record of its keys cannot be read.</param>
/// <param name="RingKeyId">The id of the ring's key that encrypts the owner's key.</param>
public sealed record OwnerKeyInfo(SessionOwner? Owner, string RingKeyId)
{
    /// <summary>Gets a value that indicates whether the owner is being given a new key (<see cref="EncryptedSessionStore.RekeyAsync"/>).</summary>
    public bool IsRekeying { get; init; }

    /// <summary>Gets what is wrong with the record of the keys, as a sentence; null when it can be read.</summary>
    public string? Problem { get; init; }
}
