namespace Colloquy.Testing;

/// <summary>Specifies how a trial ended.</summary>
public enum TrialOutcome
{
    /// <summary>The trial passed.</summary>
    Passed = 0,

    /// <summary>The trial failed, and the agent is to blame.</summary>
    Failed = 1,

    /// <summary>The trial says nothing about the agent: something else is to blame, or spoilt it.</summary>
    Invalid = 2,

    /// <summary>The trial was not run: a budget was spent, or the outcome was decided already.</summary>
    NotRun = 3,
}
