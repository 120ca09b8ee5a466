namespace Colloquy;

/// <summary>Represents what a sweep did with a session.</summary>
public sealed record SweptSession
{
    /// <summary>Gets the session's whole key.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>Gets the policy.</summary>
    public required RetentionPolicy Policy { get; init; }

    /// <summary>Gets what was done, or would be done.</summary>
    public required SweepOutcome Outcome { get; init; }

    /// <summary>Gets the time at which the session expires or expired; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets what was removed when the session was pruned; else null.</summary>
    public PruneResult? Pruned { get; init; }

    /// <summary>Gets the error when the sweep failed or the session was busy; else null.</summary>
    public Exception? Error { get; init; }
}

/// <summary>Specifies what a sweep did with a session.</summary>
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
}
