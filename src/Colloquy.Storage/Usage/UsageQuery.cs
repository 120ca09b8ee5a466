namespace Colloquy;

/// <summary>Which usage of one owner is added up.</summary>
/// <param name="User">The owner; empty for sessions that nobody owns.</param>
/// <param name="App">The application.</param>
public sealed record UsageQuery(string User = "", string App = SessionKey.DefaultApp)
{
    /// <summary>The query for one session.</summary>
    /// <param name="key">The session's whole key.</param>
    public static UsageQuery Of(SessionKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new UsageQuery(key.User, key.App) { SessionId = key.Id };
    }

    /// <summary>Only the session of this id; null for all of the owner, those that were deleted among them.</summary>
    public string? SessionId { get; init; }

    /// <summary>Only calls at positions within one of these ranges, none of which overlap: a branch's line. Null for all calls, those among them that the log does not hold. Needs <see cref="SessionId"/>.</summary>
    public IReadOnlyList<PositionRange>? Within { get; init; }

    /// <summary>Only calls that were written at or after this time; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only calls that were written before this time; null for all.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Checks what every ledger refuses: see the exceptions.</summary>
    /// <param name="by">What is asked to be added up by.</param>
    /// <exception cref="ArgumentException">Positions or turns are asked of more than one session.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such grouping.</exception>
    public void EnsureWellFormed(UsageBy by)
    {
        UsageSums.EnsureKnown(by);
        if (SessionId is null && Within is not null)
            throw new ArgumentException("Positions are numbers within one session. Name the session of the ranges.");
        if (SessionId is null && by == UsageBy.Turn)
            throw new ArgumentException("Turns are told apart within one session only. Name the session.");
    }
}
