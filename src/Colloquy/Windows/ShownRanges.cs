namespace Colloquy;

/// <summary>The positions of what is shown of a line, in ranges that nothing interrupts which is left out.</summary>
internal sealed class ShownRanges
{
    private readonly List<PositionRange> _ranges;
    private bool _isUnbroken;

    public ShownRanges() => _ranges = [];

    /// <summary>The ranges so far, to go on from.</summary>
    public ShownRanges(ShownRanges other) => (_ranges, _isUnbroken) = ([.. other._ranges], other._isUnbroken);

    public IReadOnlyList<PositionRange> All => _ranges;

    /// <summary>Where they stand, to go back to.</summary>
    public (int Count, PositionRange? Last, bool IsUnbroken) Mark => (_ranges.Count, _ranges.Count == 0 ? null : _ranges[^1], _isUnbroken);

    /// <summary>Takes in the next message of the line.</summary>
    public void Add(ShownMessage message)
    {
        if (!message.IsShown)
        {
            _isUnbroken &= message.IsPartial;
            return;
        }

        if (_isUnbroken && !message.IsApart)
            _ranges[^1] = _ranges[^1] with { Last = message.Position };
        else
            _ranges.Add(new PositionRange(message.Position, message.Position));
        _isUnbroken = !message.IsApart;
    }

    /// <summary>Drops what is before a position, which is shown.</summary>
    public void DropBefore(Position first)
    {
        var count = 0;
        while (_ranges[count].Last < first)
            count++;
        _ranges.RemoveRange(0, count);
        _ranges[0] = _ranges[0] with { First = first };
    }

    public void ReturnTo((int Count, PositionRange? Last, bool IsUnbroken) mark)
    {
        _ranges.RemoveRange(mark.Count, _ranges.Count - mark.Count);
        if (mark.Last is { } last)
            _ranges[^1] = last;
        _isUnbroken = mark.IsUnbroken;
    }
}
