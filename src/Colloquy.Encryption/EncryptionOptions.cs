namespace Colloquy.Encryption;

/// <summary>Represents the options of a store that encrypts.</summary>
public sealed class EncryptionOptions
{
    /// <summary>Gets or sets the store that keeps the owners' keys, in a form that the ring encrypted; null to keep them in the store of the conversations.</summary>
    /// <value>The default is null.</value>
    /// <remarks>
    /// With a store of its own, whose backups do not live long, a backup of the conversations can no longer be read once an owner's key is destroyed. It must implement <see cref="IOwnerState"/>
    /// and <see cref="IOwnerCopy"/>. It belongs to the caller, who disposes of it after the store that encrypts.
    /// </remarks>
    public ISessionStore? KeyStore { get; set; }

    /// <summary>Gets or sets a value that indicates whether the search index of the inner store is used, with a keyed token in the place of each word.</summary>
    /// <value>The default is false: searches read the logs.</value>
    /// <remarks>The index finds whole words and phrases of one owner. It shows to whoever has the file which messages of an owner have the same words, how often and in which order, and so, with a guess of what was said, much of it. See <c>docs/encryption.md</c>.</remarks>
    public bool BlindIndex { get; set; }

    /// <summary>Gets or sets the time for which keys are remembered, more than zero. Within this time another process can read and write the data of an owner whose key was destroyed.</summary>
    /// <value>The default is five minutes.</value>
    public TimeSpan KeyCacheDuration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the number of sessions, and of owners, whose keys are remembered, from 1 to 10,000,000. A session takes about 500 bytes.</summary>
    /// <value>The default is 10,000.</value>
    public int KeyCacheSize { get; set; } = 10_000;

    /// <summary>Gets or sets the clock for <see cref="KeyCacheDuration"/>, and by which an immutable session keeps its owner's key from being destroyed.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal EncryptionOptions Copy()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(KeyCacheDuration, TimeSpan.Zero, nameof(KeyCacheDuration));
        ArgumentOutOfRangeException.ThrowIfLessThan(KeyCacheSize, 1, nameof(KeyCacheSize));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(KeyCacheSize, 10_000_000, nameof(KeyCacheSize));
        ArgumentNullException.ThrowIfNull(TimeProvider);
        return new EncryptionOptions { KeyStore = KeyStore, BlindIndex = BlindIndex, KeyCacheDuration = KeyCacheDuration, KeyCacheSize = KeyCacheSize, TimeProvider = TimeProvider };
    }
}
