namespace Colloquy.Operations;

/// <summary>Represents the result of pruning a session, as it was returned or as the log records it.</summary>
public sealed record PruneResult
{
    /// <summary>Gets the position of the entry that records the pruning; null when nothing was removed, or the pruning was only previewed.</summary>
    public Position? Position { get; init; }

    /// <summary>Gets the time at which the pruning was recorded; null when nothing was removed, or the pruning was only previewed.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Gets the name of the strategy, such as <c>keep-last 50</c>; null when nothing was removed, or the pruning was only previewed.</summary>
    public string? Strategy { get; init; }

    /// <summary>Gets the name of the person or program that pruned; null for none.</summary>
    public string? By { get; init; }

    /// <summary>Gets the number of messages that were removed; 0 when there was nothing to remove.</summary>
    public long Messages { get; init; }

    /// <summary>Gets the ranges of positions whose payloads were removed, in order.</summary>
    public IReadOnlyList<PositionRange> Ranges { get; init; } = [];

    /// <summary>Gets the number of entries that lost their payloads, messages among them; null for a pruning that was read from the log, which does not record it.</summary>
    public long? Entries { get; init; }

    /// <summary>Gets the number of bytes by which the session became smaller, content that is stored outside the log not counted; null for a pruning that was read from the log.</summary>
    public long? Bytes { get; init; }

    /// <summary>Gets the number of contents outside the log that were removed; null for a pruning that was read from the log.</summary>
    public int? Blobs { get; init; }
}
