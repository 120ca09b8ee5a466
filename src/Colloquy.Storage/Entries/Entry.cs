namespace Colloquy.Storage;

/// <summary>Represents one immutable record in a session's log, in its stored form: a header and a payload of bytes.</summary>
/// <remarks>
/// Entries that continue from one another form a line. An entry whose <see cref="Parent"/> is the entry at the
/// position before it belongs to the same segment. Any other begins a new segment. A segment is therefore an
/// unbroken run of positions from <see cref="Segment"/> on. To read a line, read a segment backward, and continue
/// at the parent of its first entry.
/// </remarks>
public sealed record Entry
{
    /// <summary>Gets the entry's number in its session.</summary>
    public required Position Position { get; init; }

    /// <summary>Gets the entry that this one continues from; <see cref="Position.Start"/> for none.</summary>
    public required Position Parent { get; init; }

    /// <summary>Gets the position of the first entry of this entry's segment.</summary>
    public required Position Segment { get; init; }

    /// <summary>Gets the start entry of the turn that this entry belongs to; <see cref="Position.Start"/> for none.</summary>
    public Position TurnStart { get; init; }

    /// <summary>Gets the kind of the entry.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Gets the subject of the entry, by kind: the role of a message, the key of a state write, the model of a model call, the number of a turn start, the status of a turn end.</summary>
    public string? Subject { get; init; }

    /// <summary>Gets the agent that wrote the entry; null for the user or the application.</summary>
    public string? Author { get; init; }

    /// <summary>Gets the time at which the entry was written, in whole milliseconds. The time does not define the order.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the random bytes that salt <see cref="PayloadHash"/>; removed with the payload.</summary>
    public ReadOnlyMemory<byte> Salt { get; init; }

    /// <summary>Gets the payload as UTF-8 JSON; empty once pruned, or when only headers were read.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Gets a value that indicates whether the payload was removed by retention. The value is valid only for an entry that was read with its payload.</summary>
    public bool IsPruned => Payload.IsEmpty && Damage is null;

    /// <summary>What is wrong with the stored entry, as the end of a sentence; null when nothing was found to be.</summary>
    internal string? Damage { get; init; }

    /// <summary>Gets the hash of salt and payload.</summary>
    public required Digest PayloadHash { get; init; }

    /// <summary>Gets the hash over the chain of the entry before this one, this header and <see cref="PayloadHash"/>.</summary>
    public required Digest Chain { get; init; }
}
