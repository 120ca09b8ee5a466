namespace Colloquy.Storage;

/// <summary>A page of memories.</summary>
/// <param name="Items">The memories, the last that were kept first.</param>
/// <param name="Next">The memory before which the next page begins; null when there is no more.</param>
public sealed record MemoryPage(IReadOnlyList<MemoryItem> Items, MemoryId? Next);
