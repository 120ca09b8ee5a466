namespace Colloquy;

/// <summary>The memories that a search found.</summary>
public sealed record MemorySearch
{
    /// <summary>The hits, the best first.</summary>
    public required IReadOnlyList<MemoryHit> Hits { get; init; }

    /// <summary>Whether meanings were compared; false without an embedding generator, and when it failed, of which a warning tells.</summary>
    public required bool ByMeaning { get; init; }

    /// <summary>How many memories could be found by their words only, having no vector of the model that can be read; 0 when meanings were not compared. <see cref="Memory.RefreshVectorsAsync"/> makes them.</summary>
    public required long WithoutVector { get; init; }
}

/// <summary>A memory that was found, and why.</summary>
public sealed record MemoryHit
{
    /// <summary>The memory.</summary>
    public required MemoryItem Memory { get; init; }

    /// <summary>How well it fits, above 0: by its places among those found by words and by meaning (reciprocal rank fusion, Cormack et al. 2009). To be compared within one owner and search only.</summary>
    public required double Score { get; init; }

    /// <summary>How well its words match (BM25); null when it was not found by words.</summary>
    public double? WordScore { get; init; }

    /// <summary>How alike its meaning is, the cosine; null when it was not found by meaning.</summary>
    public double? Similarity { get; init; }
}
