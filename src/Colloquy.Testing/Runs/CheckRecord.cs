namespace Colloquy.Testing;

/// <summary>Represents a check as a run recorded it.</summary>
public sealed record CheckRecord
{
    /// <summary>Gets the name of the check.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the outcome: passed, failed or error.</summary>
    public required TestOutcome Outcome { get; init; }

    /// <summary>Gets the score, from 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>Gets what was expected.</summary>
    public required string Expected { get; init; }

    /// <summary>Gets what happened; null when there is nothing to say.</summary>
    public string? Actual { get; init; }

    /// <summary>Gets the reasoning of a judge; null for other checks.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Gets the version of the judge or the metric; null for other checks.</summary>
    public string? Version { get; init; }

    /// <summary>Gets how the score was computed; null for other checks.</summary>
    public string? Computation { get; init; }

    /// <summary>Gets the parts from which the score was computed, such as the verdict on each turn.</summary>
    public IReadOnlyList<CheckPartRecord> Details { get => field ?? []; init; }

    /// <summary>Gets the tokens that a judge used; null for other checks.</summary>
    public TokenCounts? Usage { get; init; }

    /// <summary>Gets the cost of a judge, in US dollars; null when there is none, or it is not known.</summary>
    public decimal? Cost { get; init; }
}
