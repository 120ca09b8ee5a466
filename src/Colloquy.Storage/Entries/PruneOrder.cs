namespace Colloquy.Storage;

/// <summary>Represents what a commit removes: the payloads and salts of entries, which keep their headers and hashes, and content outside the log.</summary>
/// <param name="Ranges">The ranges of positions, in order and not overlapping; no range goes beyond the tip that the commit expects.</param>
/// <param name="Kinds">The kinds of entries whose payloads are removed; other entries within the ranges keep them. State writes are never among them.</param>
public sealed record PruneOrder(IReadOnlyList<PositionRange> Ranges, IReadOnlyList<EntryKind> Kinds)
{
    /// <summary>Gets the hashes of content outside the log that is removed too, because nothing refers to it any more.</summary>
    public IReadOnlyList<Digest> Blobs { get; init; } = [];

    /// <summary>Checks the rules for prunings that every store enforces.</summary>
    /// <param name="tip">The tip that the commit expects.</param>
    /// <exception cref="ArgumentException">There is no range, ranges overlap or are out of order or beyond the tip, or the kinds include state writes.</exception>
    public void EnsureWellFormed(Position tip)
    {
        if (Ranges.Count == 0)
            throw new ArgumentException("A commit that prunes names at least one range of positions.");
        if (Kinds.Contains(EntryKind.State))
            throw new ArgumentException("Writes of state are not pruned: what they wrote would be lost, not only what was said.");

        var after = Position.Start;
        foreach (var range in Ranges)
        {
            if (range.First <= after || range.Last < range.First || range.Last > tip)
                throw new ArgumentException($"The range {range.First} to {range.Last} cannot be pruned: ranges stand apart, in order, and within the log, which ends at {tip}.");
            after = range.Last;
        }
    }
}
