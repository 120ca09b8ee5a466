namespace Colloquy;

/// <summary>Represents the session and the message that a memory came from. For a memory that was stored without a source, all members are null or false.</summary>
public sealed record MemoryOrigin
{
    internal static readonly MemoryOrigin None = new();

    internal static readonly MemoryOrigin Deleted = new() { IsDeleted = true };

    /// <summary>Gets the session that the memory came from; null when the session was deleted or the memory has no source.</summary>
    public Session? Session { get; init; }

    /// <summary>Gets the message that the memory came from; null when it is gone, or the source is not a message.</summary>
    public SessionItem? Item { get; init; }

    /// <summary>Gets a value that indicates whether the source leads to an entry that can still be read.</summary>
    public bool IsFound => Session is not null && !IsPruned;

    /// <summary>Gets a value that indicates whether the session was deleted. Another session may have its key now.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Gets a value that indicates whether the session exists, but the content of the entry was pruned.</summary>
    public bool IsPruned { get; init; }
}
