namespace Colloquy;

/// <summary>Represents the filter of the usage that is added up.</summary>
public sealed record UsageQuery
{
    /// <summary>Gets the ranges of positions that calls must be within, such as the line of a branch, which must not overlap; null for all calls, including those that the log does not hold. Valid for one session only.</summary>
    public IReadOnlyList<PositionRange>? Within { get; init; }

    /// <summary>Gets the time at or after which calls must have been written; null for any.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Gets the time before which calls must have been written; null for any.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Checks the rules for queries that every ledger enforces.</summary>
    /// <param name="selection">The sessions of the query.</param>
    /// <param name="by">The grouping.</param>
    /// <exception cref="ArgumentException">The query has positions or groups by turn, and covers more than one session.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The grouping does not exist.</exception>
    public void EnsureWellFormed(SessionSelection selection, UsageBy by)
    {
        ArgumentNullException.ThrowIfNull(selection);
        UsageSums.EnsureKnown(by);
        if (selection.Session is null && Within is not null)
            throw new ArgumentException("Positions are numbers within one session. Ask for the usage of the session of the ranges.");
        if (selection.Session is null && by == UsageBy.Turn)
            throw new ArgumentException("Turns are told apart within one session only. Ask for the usage of the session.");
    }
}
