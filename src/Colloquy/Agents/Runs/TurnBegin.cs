namespace Colloquy;

/// <summary>What a run found to do when it held the lease.</summary>
internal abstract record TurnBegin
{
    private TurnBegin()
    {
    }

    /// <summary>A turn has begun, or goes on.</summary>
    /// <param name="Transaction">Writes the turn.</param>
    /// <param name="State">What the turn has come to so far.</param>
    /// <param name="Agent">The agent that has the conversation.</param>
    public sealed record Begun(TurnTransaction Transaction, TurnState State, ActiveAgent Agent) : TurnBegin;

    /// <summary>The turn waits for people, as before.</summary>
    /// <param name="Answer">What it has come to, and what it waits for.</param>
    public sealed record Waiting(AgentAnswer Answer) : TurnBegin;

    /// <summary>Nothing is left to go on with.</summary>
    public sealed record Nothing : TurnBegin
    {
        public static Nothing Instance { get; } = new();
    }
}
