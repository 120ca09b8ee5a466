namespace Colloquy.Testing;

/// <summary>Represents the outcome of a check.</summary>
public enum CheckOutcome
{
    /// <summary>The check passed.</summary>
    Passed,

    /// <summary>The check failed: the agent did not do what was expected.</summary>
    Failed,

    /// <summary>The check could not be made, for example because a judge failed. It fails the run, and is not counted against the agent.</summary>
    Error,
}

/// <summary>Represents the result of a check of a turn or a conversation.</summary>
public sealed record CheckResult
{
    /// <summary>Gets the name of the check, such as <c>tool called</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the outcome.</summary>
    public required CheckOutcome Outcome { get; init; }

    /// <summary>Gets the score, from 0 to 1. It is 1 for a check that passed and 0 for one that failed, unless the check is graded.</summary>
    public double Score { get => field; init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A score is from 0 to 1."); }

    /// <summary>Gets what was expected, as a sentence.</summary>
    public required string Expected { get; init; }

    /// <summary>Gets what happened, as a sentence; null when the check passed and there is nothing to say.</summary>
    public string? Actual { get; init; }

    /// <summary>Gets the reasoning of a judge; null for other checks.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Gets the version of the judge or the metric that made the check; null for other checks. A judge whose answers can differ from those of an earlier one has another version.</summary>
    public string? Version { get; init; }

    /// <summary>Gets how the score was computed, such as <c>4 turns within the role / 5 assistant turns = 0.8</c>; null for other checks.</summary>
    public string? Computation { get; init; }

    /// <summary>Gets the parts from which the score was computed, such as the verdict on each turn; empty for other checks.</summary>
    public IReadOnlyList<CheckDetail> Details { get; init; } = [];

    /// <summary>Whether the check could not be made by a mistake of the test itself.</summary>
    internal bool IsTestMistake { get; init; }

    /// <summary>Gets what the models of the check used and cost, which is not counted as the agent's; null for a check that asks no model.</summary>
    public ModelSpend? Spend { get; init; }
}
