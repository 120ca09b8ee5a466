namespace Colloquy.Testing;

/// <summary>Represents what a gate says of results.</summary>
/// <param name="Verdicts">The verdicts, one for each threshold; those that are missed first, then those that are undecided.</param>
public sealed record GateResult(IReadOnlyList<GateVerdict> Verdicts)
{
    /// <summary>Gets the outcome: missed when one threshold is missed, otherwise undecided when one is undecided.</summary>
    public GateOutcome Outcome => Has(GateOutcome.Missed) ? GateOutcome.Missed : Has(GateOutcome.Undecided) || Verdicts.Count == 0 ? GateOutcome.Undecided : GateOutcome.Met;

    /// <summary>Gets the exit code for a command line: 0 met, 1 missed, 2 undecided.</summary>
    public int ExitCode => (int)Outcome;

    /// <summary>Returns the outcome and the verdicts, a line each.</summary>
    public string Describe() => $"The gate is {Outcome.ToString().ToLowerInvariant()}.\n{string.Join('\n', Verdicts.Select(verdict => $"  {verdict}"))}";

    private bool Has(GateOutcome outcome) => Verdicts.Any(verdict => verdict.Outcome == outcome);
}
