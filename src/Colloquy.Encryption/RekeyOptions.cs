namespace Colloquy.Encryption;

/// <summary>Represents the options of a re-keying.</summary>
public sealed class RekeyOptions
{
    /// <summary>Gets or sets the only owner that is given new keys; null for all.</summary>
    /// <value>The default is null.</value>
    public SessionOwner? Owner { get; set; }

    /// <summary>Gets or sets the longest time for which any process that uses the store remembers keys (<see cref="EncryptionOptions.KeyCacheDuration"/>). The re-keying waits for it twice. Zero is for a store that nothing else uses meanwhile.</summary>
    /// <value>The default is null: the time of this store.</value>
    /// <remarks>A value of state, or a memory, that another process writes with an old key after this time cannot be read any more. Sessions do not depend on it.</remarks>
    public TimeSpan? KeyCacheDuration { get; set; }

    /// <summary>Gets or sets a value that indicates whether the storage is overwritten at the end where it still has what was replaced (<see cref="IErasure.ScrubAsync"/>). For SQLite this writes the whole file anew.</summary>
    /// <value>The default is true.</value>
    public bool Scrub { get; set; } = true;

    internal RekeyOptions Copy()
    {
        if (KeyCacheDuration is { } duration)
            ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero, nameof(KeyCacheDuration));
        return new RekeyOptions { Owner = Owner, KeyCacheDuration = KeyCacheDuration, Scrub = Scrub };
    }
}
