namespace Colloquy.Storage;

/// <summary>Keeps the most similar of many memories, for stores that compare vectors one by one.</summary>
/// <param name="limit">The number of memories to keep, from 1.</param>
public sealed class NearestMemories(int limit)
{
    private readonly PriorityQueue<MemoryId, (double Similarity, MemoryId Id)> _kept = new(Comparer<(double Similarity, MemoryId Id)>.Create(Compare));

    /// <summary>Gets the number of memories that were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Compares a memory with those that are kept.</summary>
    /// <param name="id">The memory.</param>
    /// <param name="similarity">Its similarity.</param>
    public void Add(MemoryId id, double similarity)
    {
        Compared++;
        if (_kept.Count < limit)
            _kept.Enqueue(id, (similarity, id));
        else
            _kept.EnqueueDequeue(id, (similarity, id));
    }

    /// <summary>Returns the memories that were kept, the most similar first; with equal similarity the one that was stored last.</summary>
    public IReadOnlyList<MemoryCandidate> ToList() =>
    [
        .. _kept.UnorderedItems.Select(item => item.Priority).OrderDescending(_kept.Comparer).Select(kept => new MemoryCandidate(kept.Id) { Similarity = kept.Similarity }),
    ];

    private static int Compare((double Similarity, MemoryId Id) left, (double Similarity, MemoryId Id) right)
    {
        var order = left.Similarity.CompareTo(right.Similarity);
        return order == 0 ? left.Id.CompareTo(right.Id) : order;
    }
}
