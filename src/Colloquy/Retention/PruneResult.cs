namespace Colloquy;

/// <summary>What pruning did.</summary>
public sealed record PruneResult
{
    /// <summary>How many messages were removed; 0 when there was nothing to remove.</summary>
    public long Messages { get; init; }

    /// <summary>How many entries lost what they said, messages among them.</summary>
    public long Entries { get; init; }

    /// <summary>How many bytes the session became smaller, content beside the log not counted.</summary>
    public long Bytes { get; init; }

    /// <summary>How much content beside the log was removed.</summary>
    public int Blobs { get; init; }

    /// <summary>Where, in order.</summary>
    public IReadOnlyList<PositionRange> Ranges { get; init; } = [];

    /// <summary>The entry that records it; null when there was nothing to remove, or it was only looked at.</summary>
    public Position? Entry { get; init; }
}
