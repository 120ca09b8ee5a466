namespace Colloquy.Operations;

/// <summary>Represents what the erasure of a user has removed, and what it had to keep.</summary>
public sealed record ErasureReport
{
    /// <summary>Gets the user.</summary>
    public required SessionOwner Owner { get; init; }

    /// <summary>Gets a value that indicates whether nothing was removed, since the call was a dry run; the numbers are those of what would be.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Gets the number of sessions that the call removed.</summary>
    public long Sessions { get; init; }

    /// <summary>Gets the number of keys of the user's state that the call removed.</summary>
    public long StateKeys { get; init; }

    /// <summary>Gets the number of memories that the call removed, those of agents about the user included.</summary>
    public long Memories { get; init; }

    /// <summary>Gets the number of model calls whose usage the call gave to <see cref="Pseudonym"/>.</summary>
    public long Calls { get; init; }

    /// <summary>Gets the owner under whom the usage counts from now on; null when there was none.</summary>
    public SessionOwner? Pseudonym { get; init; }

    /// <summary>Gets the sessions that were kept, and why.</summary>
    public IReadOnlyList<KeptSession> Kept { get; init; } = [];

    /// <summary>Gets a value that indicates whether the user's encryption key was destroyed. It is not while sessions are kept, and there is none in a store without encryption.</summary>
    public bool IsKeyDestroyed { get; init; }

    /// <summary>Gets a value that indicates whether nothing of what was removed is left in the files of the store. It is false when scrubbing was not asked for, or is beyond the reach of the store.</summary>
    public bool IsScrubbed { get; init; }

    /// <summary>Gets a value that indicates whether nothing of the user was kept.</summary>
    public bool IsComplete => Kept.Count == 0;
}

/// <summary>Represents a session that the erasure of its user kept.</summary>
/// <param name="Key">The session.</param>
/// <param name="Reason">Why it was kept.</param>
/// <param name="Problem">What kept it, as a full sentence.</param>
public sealed record KeptSession(SessionKey Key, KeptReason Reason, string Problem)
{
    /// <summary>Gets the time until which the session is immutable if nothing is committed to it; null for ever, and for other reasons.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Gets the legal holds on the session.</summary>
    public IReadOnlyList<LegalHold> Holds { get; init; } = [];
}

/// <summary>Specifies why a session was kept.</summary>
public enum KeptReason
{
    /// <summary>The session is under a legal hold. Erase the user again when it is lifted.</summary>
    Held = 0,

    /// <summary>The session is immutable. Erase the user again when its time has passed.</summary>
    Immutable = 1,

    /// <summary>A turn is running on the session. Erase the user again when it has ended.</summary>
    Busy = 2,

    /// <summary>The session could not be removed. Erase the user again when the store is repaired.</summary>
    Failed = 3,
}
