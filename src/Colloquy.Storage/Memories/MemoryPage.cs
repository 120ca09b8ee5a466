namespace Colloquy.Storage;

/// <summary>Represents a page of memories.</summary>
/// <param name="Items">The memories, those that were stored last first.</param>
/// <param name="Next">The memory before which the next page begins; null when there is no more.</param>
public sealed record MemoryPage(IReadOnlyList<MemoryItem> Items, MemoryId? Next);
