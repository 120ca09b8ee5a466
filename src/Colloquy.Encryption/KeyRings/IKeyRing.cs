namespace Colloquy.Encryption;

/// <summary>Defines the keys that protect all others: in memory (<see cref="KeyRing"/>), in ASP.NET Core Data Protection (<see cref="DataProtectionKeyRing"/>), or in a key management service.</summary>
/// <remarks>
/// <para>A ring encrypts owners' keys, 32 bytes each, and nothing else. It is asked once for each owner and each <see cref="EncryptionOptions.KeyCacheDuration"/>.</para>
/// <para>1. The newest key encrypts. Every key that ever encrypted decrypts, until no owner's key is under it (<see cref="EncryptedSessionStore.RotateKeysAsync"/>).</para>
/// <para>2. Any number of threads may call every method at once.</para>
/// <para>3. A service that takes additional authenticated data, or an encryption context, is given the context.</para>
/// </remarks>
public interface IKeyRing
{
    /// <summary>Returns the id of the newest key.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<string> GetNewestIdAsync(CancellationToken cancellationToken = default);

    /// <summary>Encrypts a key under the newest key of the ring.</summary>
    /// <param name="key">The key.</param>
    /// <param name="context">What the key belongs to. It is not secret.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default);

    /// <summary>Decrypts a key.</summary>
    /// <param name="wrapped">What <see cref="WrapAsync"/> returned.</param>
    /// <param name="context">The same context.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The key, in an array that belongs to the caller.</returns>
    /// <exception cref="EncryptionKeyException">The ring does not have the key that encrypted it, or has another one under its id.</exception>
    ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default);
}
