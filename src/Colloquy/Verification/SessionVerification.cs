namespace Colloquy;

/// <summary>Represents the result of verifying a session's log, or a document of it.</summary>
public sealed record SessionVerification
{
    /// <summary>Gets the session.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>Gets a value that indicates whether every entry is what was written.</summary>
    public bool IsIntact => Failure is null;

    /// <summary>Gets the first thing that does not fit; null when everything fits.</summary>
    public VerificationFailure? Failure { get; init; }

    /// <summary>Gets the number of entries that were verified, up to the first that does not fit.</summary>
    public long Entries { get; init; }

    /// <summary>Gets the number of those entries whose payloads were pruned. Their headers and hashes were verified.</summary>
    public long Pruned { get; init; }

    /// <summary>Gets the chain at the last entry that was verified.</summary>
    public Digest Chain { get; init; }

    /// <summary>Gets the last position that a valid signature of a known key covers; <see cref="Position.Start"/> for none.</summary>
    public Position SignedUpTo { get; init; }

    /// <summary>Gets the number of signatures that were verified with known keys.</summary>
    public int Signatures { get; init; }

    /// <summary>Gets the ids of the keys of signatures that were not verified, since the keys are not known.</summary>
    public IReadOnlyList<string> UnknownKeys { get; init; } = [];
}

/// <summary>Represents the first thing in a session's log that does not fit.</summary>
/// <param name="Position">The position of the entry; <see cref="Position.Start"/> for what belongs to no entry, such as the session's record.</param>
/// <param name="Problem">The problem, as a full sentence.</param>
public sealed record VerificationFailure(Position Position, string Problem);
