namespace Colloquy.Testing;

/// <summary>Represents whether a talk of a simulated user says something about the agent.</summary>
public enum SimulationVerdict
{
    /// <summary>The user kept to its facts and its role, and stopped at the right time.</summary>
    Valid,

    /// <summary>The user spoilt the talk, which does not count against the agent.</summary>
    Spoilt,

    /// <summary>The judge of the user failed, so it is not known.</summary>
    Undecided,
}

/// <summary>Represents what a simulated user did wrong.</summary>
public enum SimulationProblemKind
{
    /// <summary>The user said a fact that it was not given.</summary>
    InventedFact,

    /// <summary>The user stopped before it could know that the goal was reached, or gave up without having tried.</summary>
    StoppedEarly,

    /// <summary>The user went on after the goal was reached.</summary>
    StoppedLate,

    /// <summary>The user told the agent what to do, such as which tool to call.</summary>
    Helped,

    /// <summary>The user kept the agent from reaching the goal, beyond what its persona does.</summary>
    Hindered,

    /// <summary>The model of the user failed, or answered something else than was asked for.</summary>
    ModelFailed,
}

/// <summary>Represents a problem of a simulated user.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Reason">What happened, as a sentence.</param>
/// <param name="Turn">The number of the turn within the conversation, from 1; null when it is about none.</param>
public sealed record SimulationProblem(SimulationProblemKind Kind, string Reason, int? Turn = null)
{
    /// <summary>Returns the problem in one line.</summary>
    public override string ToString() => $"{(Turn is null ? "" : $"turn {Turn}: ")}{Reason}";
}

/// <summary>Represents how well a simulated user did.</summary>
public sealed record SimulationGrade
{
    /// <summary>Gets the verdict.</summary>
    public required SimulationVerdict Verdict { get; init; }

    /// <summary>Gets what the user did wrong; empty when it is valid.</summary>
    public IReadOnlyList<SimulationProblem> Problems { get; init; } = [];

    /// <summary>Gets a value that indicates whether a judge graded the user, and not the rules alone.</summary>
    public required bool IsJudged { get; init; }

    /// <summary>Gets the reasoning of the judge, or its error; null without a judge.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Gets what the judge used and cost; null without a judge.</summary>
    public ModelSpend? Spend { get; init; }

    internal Blame? Blame => Verdict switch { SimulationVerdict.Spoilt => Testing.Blame.Simulator, SimulationVerdict.Undecided => Testing.Blame.Judge, _ => null };

    internal CheckResult ToResult(string talk) => new()
    {
        Name = "simulated user",
        Outcome = Verdict == SimulationVerdict.Valid ? CheckOutcome.Passed : CheckOutcome.Error,
        Score = Verdict == SimulationVerdict.Valid ? 1 : 0,
        Expected = "the simulated user keeps to its facts and its role, and stops at the right time",
        Actual = Verdict == SimulationVerdict.Valid ? talk : ToString(),
        Reasoning = Reasoning,
        Version = "1",
        Details = [.. Problems.Select(problem => new CheckDetail { Subject = problem.Turn is null ? "talk" : $"turn {problem.Turn}", Turn = problem.Turn, Verdict = problem.Kind.ToString(), Reasoning = problem.Reason })],
        Spend = Spend,
    };

    /// <summary>Returns the verdict and the problems.</summary>
    public override string ToString() => Verdict switch
    {
        SimulationVerdict.Valid => "The talk is valid.",
        SimulationVerdict.Spoilt => $"The simulated user spoilt the talk, so it does not count against the agent. {string.Join(" ", Problems)}",
        _ => $"The judge of the simulated user failed, so it is not known whether the talk counts. {Reasoning}",
    };
}
