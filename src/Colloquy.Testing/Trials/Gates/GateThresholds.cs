namespace Colloquy.Testing;

/// <summary>Represents the thresholds of a gate for one conversation, for each, or for all together. A threshold that is null is not looked at.</summary>
public sealed record GateThresholds
{
    /// <summary>Gets the lowest pass rate, from 0 to 1.</summary>
    public double? PassRate { get; init; }

    /// <summary>Gets the lowest value of the lower bound of the pass rate's 95 % interval, from 0 to 1.</summary>
    public double? PassRateLowerBound { get; init; }

    /// <summary>Gets the lowest pass^k; null for none. For all together, the mean of the conversations.</summary>
    public GatePassToTheK? PassToTheK { get; init; }

    /// <summary>Gets the highest mean cost of a trial that counts, in US dollars.</summary>
    public decimal? CostPerConversation { get; init; }

    /// <summary>Gets the highest duration of a turn, in seconds, that 95 % of the turns do not exceed.</summary>
    public double? LatencySeconds { get; init; }

    /// <summary>Gets the highest number of invalid trials.</summary>
    public int? InvalidTrials { get; init; }

    internal bool IsEmpty => this == new GateThresholds();
}

/// <summary>Represents the threshold of pass^k: the probability that all of k trials pass.</summary>
/// <param name="K">The number of trials, at least 1.</param>
/// <param name="AtLeast">The lowest probability, from 0 to 1.</param>
public sealed record GatePassToTheK(int K, double AtLeast);
