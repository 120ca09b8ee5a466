namespace Colloquy;

/// <summary>Specifies the status of a turn.</summary>
public enum TurnStatus
{
    /// <summary>The turn is running.</summary>
    Running = 0,

    /// <summary>The agent answered.</summary>
    Completed = 1,

    /// <summary>An exception ended the turn.</summary>
    Failed = 2,

    /// <summary>The caller cancelled the turn, or disposed its stream early.</summary>
    Cancelled = 3,

    /// <summary>The process of the turn ended, or another run interrupted it.</summary>
    Interrupted = 4,

    /// <summary>A limit ended the turn.</summary>
    Limited = 5,

    /// <summary>The turn waits for a person.</summary>
    Waiting = 6,
}

/// <summary>Specifies a limit of a run.</summary>
public enum RunLimit
{
    /// <summary>The number of model calls in a turn.</summary>
    Steps = 0,

    /// <summary>The time that a turn may take.</summary>
    Time = 1,

    /// <summary>The tokens that a turn may use.</summary>
    Tokens = 2,

    /// <summary>The usage limit of the session or of its user.</summary>
    Usage = 3,
}
