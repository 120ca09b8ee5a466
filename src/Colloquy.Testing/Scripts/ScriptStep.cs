namespace Colloquy.Testing;

/// <summary>Specifies what a step of a script does.</summary>
public enum ScriptAction
{
    /// <summary>Says something to the agent.</summary>
    Say = 0,

    /// <summary>Approves the calls that the turn before waits for.</summary>
    Approve = 1,

    /// <summary>Refuses the calls that the turn before waits for.</summary>
    Refuse = 2,

    /// <summary>Restarts the agent on the same store. It is no turn, and has no checks.</summary>
    Restart = 3,
}

/// <summary>Represents a step of a script: a turn with its checks, or a restart.</summary>
public sealed record ScriptStep
{
    /// <summary>Gets what the step does.</summary>
    public required ScriptAction Action { get; init; }

    /// <summary>Gets the name of the turn.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what is said; empty for a step that says nothing.</summary>
    public string Text { get; init; } = "";

    /// <summary>Gets the checks of the turn, in order.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>Gets the line at which the step stands, from 1.</summary>
    public required int Line { get; init; }
}
