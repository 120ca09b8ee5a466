namespace Colloquy.Storage;

/// <summary>Keeps the most alike of many memories, however many are looked at.</summary>
/// <param name="limit">How many are kept, from 1.</param>
public sealed class NearestMemories(int limit)
{
    private readonly PriorityQueue<MemoryNeighbor, MemoryNeighbor> _kept = new(Comparer<MemoryNeighbor>.Create(Compare));

    /// <summary>How many were looked at.</summary>
    public long Compared { get; private set; }

    /// <summary>Looks at a memory.</summary>
    /// <param name="id">The memory.</param>
    /// <param name="similarity">Its similarity.</param>
    public void Add(MemoryId id, double similarity)
    {
        Compared++;
        var neighbor = new MemoryNeighbor(id, similarity);
        if (_kept.Count < limit)
            _kept.Enqueue(neighbor, neighbor);
        else if (Compare(neighbor, _kept.Peek()) > 0)
            _kept.EnqueueDequeue(neighbor, neighbor);
    }

    /// <summary>Returns those that were kept, the most similar first; with equal similarity the one that was stored last.</summary>
    public IReadOnlyList<MemoryNeighbor> ToList() =>
        [.. _kept.UnorderedItems.Select(item => item.Element).OrderDescending(Comparer<MemoryNeighbor>.Create(Compare))];

    private static int Compare(MemoryNeighbor left, MemoryNeighbor right)
    {
        var order = left.Similarity.CompareTo(right.Similarity);
        return order == 0 ? left.Id.CompareTo(right.Id) : order;
    }
}
