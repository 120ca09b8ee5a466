namespace Colloquy.Operations;

/// <summary>Represents the outcome of a sweep for one session.</summary>
public sealed record SweptSession
{
    /// <summary>Gets the session's whole key.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>Gets the policy.</summary>
    public required RetentionPolicy Policy { get; init; }

    /// <summary>Gets the outcome; in a dry run, the outcome that a sweep would have.</summary>
    public required SweepOutcome Outcome { get; init; }

    /// <summary>Gets the time at which the session expires or expired; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets the result of the pruning, when the session was pruned; otherwise, null.</summary>
    public PruneResult? Pruned { get; init; }

    /// <summary>Gets the error, when the sweep of the session failed or the session was busy; otherwise, null.</summary>
    public Exception? Error { get; init; }
}

/// <summary>Specifies the outcome of a sweep for one session.</summary>
public enum SweepOutcome
{
    /// <summary>The session has expired, and its policy leaves the deletion to you.</summary>
    Expired = 0,

    /// <summary>The session was deleted.</summary>
    Deleted = 1,

    /// <summary>The session was pruned.</summary>
    Pruned = 2,

    /// <summary>A turn is running on the session. The next sweep tries again.</summary>
    Busy = 3,

    /// <summary>An error occurred. The next sweep tries again.</summary>
    Failed = 4,

    /// <summary>The session has expired, and a legal hold keeps it.</summary>
    Held = 5,
}
