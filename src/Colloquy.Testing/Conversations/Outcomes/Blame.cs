namespace Colloquy.Testing;

/// <summary>Specifies what made a trial of a conversation fail. Only the agent's failures count against it.</summary>
public enum Blame
{
    /// <summary>The agent: it did not do what was expected.</summary>
    Agent = 0,

    /// <summary>The simulated user: it invented facts, stopped early, or helped too much.</summary>
    Simulator = 1,

    /// <summary>A tool host: it did not start, died, or could not be reached.</summary>
    ToolHost = 2,

    /// <summary>A judge or another check that could not be made.</summary>
    Judge = 3,

    /// <summary>The infrastructure: the model's service was not reachable, was overloaded, or limited the rate.</summary>
    Infrastructure = 4,

    /// <summary>The test itself: it said nothing, it named a tool that does not exist, or it injected a fault that was never reached.</summary>
    Test = 5,
}
