namespace Colloquy.Storage;

/// <summary>The memories that hold words.</summary>
/// <param name="Found">The memories, those that were kept last first.</param>
/// <param name="Total">How many memories the owner has.</param>
public sealed record MemoryMatches(IReadOnlyList<MemoryMatch> Found, long Total);

/// <summary>A memory that holds words.</summary>
/// <param name="Id">The memory.</param>
/// <param name="Counts">How often each term occurs in it, in the order in which they were asked for.</param>
/// <param name="Length">How many words it has.</param>
public sealed record MemoryMatch(MemoryId Id, IReadOnlyList<int> Counts, int Length)
{
    /// <summary>Looks for terms in a memory; null when it does not hold them.</summary>
    /// <param name="id">The memory.</param>
    /// <param name="words">Its words, as in <see cref="MemoryPut.Words"/>.</param>
    /// <param name="matching">What is looked for.</param>
    public static MemoryMatch? Find(MemoryId id, ReadOnlySpan<byte> words, MemoryMatching matching)
    {
        ArgumentNullException.ThrowIfNull(matching);
        var terms = matching.Terms;
        int[]? counts = null;
        for (var i = 0; i < terms.Count; i++)
        {
            var count = terms[i].CountIn(words);
            if (count == 0 && !matching.AnyTerm)
                return null;
            if (count > 0)
                (counts ??= new int[terms.Count])[i] = count;
        }

        return counts is null ? null : new MemoryMatch(id, counts, words.Count((byte)' ') + 1);
    }
}

/// <summary>The memories that mean what is most like something.</summary>
/// <param name="Found">The memories, the most alike first.</param>
/// <param name="Compared">How many were compared: those that have a vector of the model.</param>
/// <param name="Total">How many memories the owner has.</param>
public sealed record MemoryNeighbors(IReadOnlyList<MemoryNeighbor> Found, long Compared, long Total)
{
    /// <summary>Memories whose vector of the model cannot be read; they were not compared.</summary>
    public IReadOnlyList<MemoryId> Unreadable { get; init; } = [];
}

/// <summary>A memory and its similarity.</summary>
/// <param name="Id">The memory.</param>
/// <param name="Similarity">The cosine, -1 to 1.</param>
public readonly record struct MemoryNeighbor(MemoryId Id, double Similarity);
