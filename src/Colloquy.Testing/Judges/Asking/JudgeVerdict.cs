namespace Colloquy.Testing;

/// <summary>Represents what a judge found.</summary>
public sealed record JudgeVerdict
{
    /// <summary>Gets the score, from 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>Gets the reasoning.</summary>
    public required string Reasoning { get; init; }

    /// <summary>Gets how the score was computed, with the numbers of this case; null for a score that a model gave.</summary>
    public string? Computation { get; init; }

    /// <summary>Gets the parts from which the score was computed.</summary>
    public IReadOnlyList<CheckDetail> Details { get; init; } = [];
}
