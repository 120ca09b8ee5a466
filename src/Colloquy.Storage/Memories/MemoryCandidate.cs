namespace Colloquy.Storage;

/// <summary>Represents a memory that a store found by words or by a vector.</summary>
/// <param name="Id">The memory.</param>
public sealed record MemoryCandidate(MemoryId Id)
{
    /// <summary>Gets the number of times that each term occurs in the memory, in the order of the requested terms; empty in a search by a vector.</summary>
    public IReadOnlyList<int> Counts { get; init; } = [];

    /// <summary>Gets the number of words in the memory; 0 in a search by a vector.</summary>
    public int Length { get; init; }

    /// <summary>Gets the cosine between the memory's vector and the requested one, -1 to 1; 0 in a search by words.</summary>
    public double Similarity { get; init; }

    /// <summary>Looks for terms in a memory.</summary>
    /// <param name="id">The memory.</param>
    /// <param name="words">Its words, as in <see cref="MemoryPut.Words"/>.</param>
    /// <param name="terms">The terms; at least one.</param>
    /// <param name="anyTerm">true when one of the terms is enough; false when the memory must contain all.</param>
    /// <returns>The memory with its counts; null when it does not contain the terms.</returns>
    public static MemoryCandidate? Find(MemoryId id, ReadOnlySpan<byte> words, IReadOnlyList<SearchTerm> terms, bool anyTerm)
    {
        ArgumentNullException.ThrowIfNull(terms);
        int[]? counts = null;
        for (var i = 0; i < terms.Count; i++)
        {
            var count = terms[i].CountIn(words);
            if (count == 0 && !anyTerm)
                return null;
            if (count > 0)
                (counts ??= new int[terms.Count])[i] = count;
        }

        return counts is null ? null : new MemoryCandidate(id) { Counts = counts, Length = words.Count((byte)' ') + 1 };
    }
}
