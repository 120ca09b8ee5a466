namespace Colloquy.Testing;

/// <summary>Specifies where the process of an agent is lost.</summary>
[Flags]
public enum RestartCuts
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>After each turn.</summary>
    AfterTurns = 1,

    /// <summary>After each call of a tool, before the agent receives its result: the call has been made.</summary>
    AfterCalls = 2,

    /// <summary>Before each call of a tool reaches its host: the call has not been made, and the agent cannot know.</summary>
    BeforeCalls = 4,
}

/// <summary>Represents a place in a conversation at which the process of the agent is lost.</summary>
/// <param name="Place">The kind of place.</param>
/// <param name="Turn">The number of the turn, from 1.</param>
/// <param name="TurnName">The name of the turn.</param>
/// <param name="Call">The number of the call within the turn, from 1; 0 for a place after a turn.</param>
/// <param name="Tool">The tool's own name; null for a place after a turn.</param>
public sealed record RestartCut(RestartCuts Place, int Turn, string TurnName, int Call = 0, string? Tool = null)
{
    /// <summary>Returns the place as words, such as <c>cut after the call of transfer in turn 2</c>.</summary>
    public override string ToString() => Place switch
    {
        RestartCuts.AfterTurns => $"restart after turn {Turn}, {TurnName}",
        RestartCuts.BeforeCalls => $"cut before the call of {Tool} in turn {Turn}, {TurnName}{Which}",
        _ => $"cut after the call of {Tool} in turn {Turn}, {TurnName}{Which}",
    };

    private string Which => Call > 1 ? $" (call {Call} of the turn)" : "";
}
