namespace Colloquy;

/// <summary>A set of positions as ranges: in order, apart, and as few as there can be.</summary>
internal sealed class PositionRanges
{
    private readonly List<PositionRange> _ranges = [];

    public PositionRanges(IEnumerable<PositionRange>? ranges = null)
    {
        foreach (var range in ranges ?? [])
            Add(range);
    }

    public static PositionRanges None { get; } = new();

    public IReadOnlyList<PositionRange> All => _ranges;

    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>How many positions there are.</summary>
    public long Count => _ranges.Sum(range => range.Last.Value - range.First.Value + 1);

    /// <summary>The range that a position is in; null when it is in none.</summary>
    public PositionRange? Find(Position position)
    {
        var index = FirstNotBefore(position);
        return index < _ranges.Count && _ranges[index].First <= position ? _ranges[index] : null;
    }

    public void Add(Position position) => Add(new PositionRange(position, position));

    /// <summary>Adds positions, and joins the ranges that they touch.</summary>
    public void Add(PositionRange range)
    {
        if (range.First > range.Last)
            return;

        var first = FirstNotBefore(range.First.Previous);
        var next = first;
        while (next < _ranges.Count && _ranges[next].First <= range.Last.Next)
        {
            range = new PositionRange(Min(range.First, _ranges[next].First), Max(range.Last, _ranges[next].Last));
            next++;
        }

        _ranges.RemoveRange(first, next - first);
        _ranges.Insert(first, range);
    }

    public void Remove(Position position) => Remove(new PositionRange(position, position));

    public void Remove(PositionRange range)
    {
        var first = FirstNotBefore(range.First);
        while (range.First <= range.Last && first < _ranges.Count && _ranges[first].First <= range.Last)
        {
            var found = _ranges[first];
            _ranges.RemoveAt(first);
            if (found.First < range.First)
                _ranges.Insert(first++, new PositionRange(found.First, range.First.Previous));
            if (found.Last > range.Last)
                _ranges.Insert(first, new PositionRange(range.Last.Next, found.Last));
        }
    }

    /// <summary>The index of the first range that ends at a position or behind it.</summary>
    private int FirstNotBefore(Position position)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Last < position)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static Position Min(Position left, Position right) => left < right ? left : right;

    private static Position Max(Position left, Position right) => left > right ? left : right;
}
