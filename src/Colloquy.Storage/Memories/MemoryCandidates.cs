namespace Colloquy.Storage;

/// <summary>Represents the memories that a store found by words or by a vector, for the caller to rank.</summary>
/// <param name="Found">The memories: by words, those that were stored last come first; by a vector, the most similar come first.</param>
/// <param name="Total">The number of memories that the owner has.</param>
public sealed record MemoryCandidates(IReadOnlyList<MemoryCandidate> Found, long Total)
{
    /// <summary>Gets the number of memories that were compared with the vector: those that have a vector of its model and dimension. 0 in a search by words.</summary>
    public long Compared { get; init; }

    /// <summary>Gets the memories whose vector of that model cannot be read; they were not compared.</summary>
    public IReadOnlyList<MemoryId> Unreadable { get; init; } = [];
}
