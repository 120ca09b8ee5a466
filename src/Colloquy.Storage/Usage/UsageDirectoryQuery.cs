namespace Colloquy;

/// <summary>Which usage of all owners is added up.</summary>
public sealed record UsageDirectoryQuery
{
    /// <summary>Only usage of this application; null for all.</summary>
    public string? App { get; init; }

    /// <summary>Only usage of this user; null for all, empty for sessions that nobody owns.</summary>
    public string? User { get; init; }

    /// <summary>Only calls that were written at or after this time; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only calls that were written before this time; null for all.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Checks what every directory refuses: see the exceptions.</summary>
    /// <param name="by">What is asked to be added up by.</param>
    /// <exception cref="ArgumentException">Turns are asked of more than one session.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such grouping.</exception>
    public static void EnsureWellFormed(UsageBy by)
    {
        UsageSums.EnsureKnown(by);
        if (by == UsageBy.Turn)
            throw new ArgumentException("Turns are told apart within one session only. Ask for the usage of the session.");
    }
}
