namespace Colloquy.Testing;

/// <summary>Specifies what a number of trials shows.</summary>
public enum TrialsOutcome
{
    /// <summary>The agent reaches what is required.</summary>
    Passed = 0,

    /// <summary>The agent does not reach what is required.</summary>
    Failed = 1,

    /// <summary>The trials do not show it: too many are invalid, too few were run, or none counts. Never green.</summary>
    Error = 2,
}
