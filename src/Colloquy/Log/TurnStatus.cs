namespace Colloquy;

/// <summary>How a turn stands.</summary>
public enum TurnStatus
{
    /// <summary>It runs.</summary>
    Running = 0,

    /// <summary>The agent answered.</summary>
    Completed = 1,

    /// <summary>An exception ended it.</summary>
    Failed = 2,

    /// <summary>Its caller cancelled it, or left its stream early.</summary>
    Cancelled = 3,

    /// <summary>Its process died, or another run interrupted it.</summary>
    Interrupted = 4,

    /// <summary>A limit ended it.</summary>
    Limited = 5,

    /// <summary>It waits for a person.</summary>
    Waiting = 6,
}

/// <summary>A limit of a run.</summary>
public enum RunLimit
{
    /// <summary>The number of model calls in a turn.</summary>
    Steps = 0,

    /// <summary>The time that a turn may take.</summary>
    Time = 1,

    /// <summary>The tokens that a turn may use.</summary>
    Tokens = 2,

    /// <summary>What the session, or its user, may spend.</summary>
    Usage = 3,
}
