namespace Colloquy;

/// <summary>Represents the source of a memory: an entry of a session, usually a message of the user.</summary>
/// <param name="Key">The session.</param>
/// <param name="Position">The entry.</param>
public sealed record MemorySource(SessionKey Key, Position Position)
{
    /// <summary>Gets the chain at the entry, which distinguishes it from the entry at the same position of a later session under the same key; null until the memory is stored.</summary>
    public Digest? Chain { get; init; }
}
