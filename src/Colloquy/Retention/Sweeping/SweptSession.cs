namespace Colloquy;

/// <summary>What a sweep did with a session.</summary>
public sealed record SweptSession
{
    /// <summary>The session's whole key.</summary>
    public required SessionKey Key { get; init; }

    /// <summary>Its policy.</summary>
    public required RetentionPolicy Policy { get; init; }

    /// <summary>What was done, or would be.</summary>
    public required SweepOutcome Outcome { get; init; }

    /// <summary>When its time passes or passed; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What was removed, when it was pruned; null else.</summary>
    public PruneResult? Pruned { get; init; }

    /// <summary>What went wrong, when it failed or was busy; null else.</summary>
    public Exception? Error { get; init; }
}

/// <summary>What a sweep did with a session.</summary>
public enum SweepOutcome
{
    /// <summary>Nothing: its time has passed, and its policy leaves it to you to delete it.</summary>
    Expired = 0,

    /// <summary>It was deleted.</summary>
    Deleted = 1,

    /// <summary>It was pruned.</summary>
    Pruned = 2,

    /// <summary>Nothing: a turn is running on it. The next sweep looks again.</summary>
    Busy = 3,

    /// <summary>Nothing: something went wrong. The next sweep tries again.</summary>
    Failed = 4,
}
