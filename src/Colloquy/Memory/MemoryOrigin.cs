namespace Colloquy;

/// <summary>Represents what a memory's source leads to.</summary>
/// <param name="Status">Whether it still leads anywhere.</param>
/// <param name="Session">The session that it came from; null when that is gone.</param>
/// <param name="Item">The message that it came from; null when that is gone, or the source is no message.</param>
public sealed record MemoryOrigin(MemoryOriginStatus Status, Session? Session = null, SessionItem? Item = null);

/// <summary>Specifies whether the source of a memory still exists.</summary>
public enum MemoryOriginStatus
{
    /// <summary>The source leads to the entry.</summary>
    Found = 0,

    /// <summary>The memory was stored without a source.</summary>
    Unknown = 1,

    /// <summary>The session was deleted; another may stand under its key.</summary>
    Deleted = 2,

    /// <summary>The session is there, and what was said was pruned.</summary>
    Pruned = 3,
}
