namespace Colloquy;

/// <summary>Where a memory came from: an entry of a session, most often what the user said.</summary>
/// <param name="Key">The session.</param>
/// <param name="Position">The entry.</param>
public sealed record MemorySource(SessionKey Key, Position Position)
{
    /// <summary>Gets the chain at the entry, which tells it from one that stands there in a later session under the same key; null until the memory is stored.</summary>
    public Digest? Chain { get; init; }
}
