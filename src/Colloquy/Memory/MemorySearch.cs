namespace Colloquy;

/// <summary>Represents the memories that a search found.</summary>
public sealed record MemorySearch
{
    /// <summary>Gets the hits, the best first.</summary>
    public required IReadOnlyList<MemoryHit> Hits { get; init; }

    /// <summary>Gets a value that indicates whether meanings were compared; false without an embedding generator, and when it failed, which is logged as a warning.</summary>
    public required bool ByMeaning { get; init; }

    /// <summary>Gets the number of memories that could be found by their words only, because they have no readable vector of the model; 0 when meanings were not compared. <see cref="Memory.RefreshVectorsAsync"/> creates the vectors.</summary>
    public required long WithoutVector { get; init; }
}

/// <summary>Represents a memory that was found, with its scores.</summary>
public sealed record MemoryHit
{
    /// <summary>Gets the memory.</summary>
    public required MemoryItem Memory { get; init; }

    /// <summary>Gets the score, above 0, by the ranks among the memories found by words and by meaning (reciprocal rank fusion, Cormack et al. 2009). Compare scores within one owner and search only.</summary>
    public required double Score { get; init; }

    /// <summary>Gets the score of the words (BM25); null when the memory was not found by words.</summary>
    public double? WordScore { get; init; }

    /// <summary>Gets the cosine similarity of the meaning; null when the memory was not found by meaning.</summary>
    public double? Similarity { get; init; }
}
