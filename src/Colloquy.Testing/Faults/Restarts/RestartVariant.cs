namespace Colloquy.Testing;

/// <summary>Represents a conversation that was held again with a loss of its process.</summary>
/// <param name="Cut">Where the process was lost.</param>
/// <param name="Trial">How the conversation ended.</param>
public sealed record RestartVariant(RestartCut Cut, Trial Trial)
{
    /// <summary>Returns the place and the outcome.</summary>
    public override string ToString() => Trial.Outcome == TrialOutcome.Passed ? $"{Cut}: passed" : $"{Cut}: {(Trial.Outcome == TrialOutcome.Failed ? "" : $"({Trial.Outcome.ToString().ToLowerInvariant()}, {Trial.NameOf(Trial.Blame)}) ")}{Trial.Reason}";
}
