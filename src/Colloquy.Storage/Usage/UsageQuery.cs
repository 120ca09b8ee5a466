namespace Colloquy;

/// <summary>Represents which usage is added up, of the sessions that the call names.</summary>
public sealed record UsageQuery
{
    /// <summary>Gets the ranges of positions that calls must be within, none of which overlap: a branch's line. Null for all calls, including those that the log does not hold. Usable for one session only.</summary>
    public IReadOnlyList<PositionRange>? Within { get; init; }

    /// <summary>Gets the time at or after which calls must have been written; null for any.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Gets the time before which calls must have been written; null for any.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Checks what every ledger refuses.</summary>
    /// <param name="selection">The sessions whose usage is asked for.</param>
    /// <param name="by">What is asked to be added up by.</param>
    /// <exception cref="ArgumentException">Positions or turns are asked of more than one session.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such grouping.</exception>
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
