namespace Colloquy.Cli;

/// <summary>How many faults the tests killed, of those for which it is known.</summary>
internal sealed record MutationScore(IReadOnlyList<Mutant> Mutants)
{
    public int Killed => Count(MutantOutcome.Killed);

    public int Alive => Count(MutantOutcome.Alive);

    public int NotApplicable => Count(MutantOutcome.NotApplicable);

    public int Undecided => Count(MutantOutcome.Undecided);

    public int TimedOut => Count(MutantOutcome.TimedOut);

    /// <summary>The killed ones as a part of those that were killed or live, from 0 to 1; null when there are none.</summary>
    public double? Value => Killed + Alive == 0 ? null : (double)Killed / (Killed + Alive);

    /// <summary>Only a fault that was killed, or that changed nothing, is no reason to look at the tests.</summary>
    public int ExitCode => Killed > 0 && Alive + Undecided + TimedOut == 0 ? Cli.ExitCode.Ok : Cli.ExitCode.Error;

    private int Count(MutantOutcome outcome) => Mutants.Count(mutant => mutant.Outcome == outcome);
}
