namespace Colloquy;

/// <summary>Specifies the activity of a session after its last commit.</summary>
public enum SessionActivity
{
    /// <summary>No turn is in progress.</summary>
    Idle = 0,

    /// <summary>A turn has begun. When there is no valid lease, its process died, and the turn is interrupted.</summary>
    Running = 1,

    /// <summary>No turn is in progress, and on one branch or more a turn waits for a person. Stores derive this value from <see cref="BranchHead.IsWaiting"/>; no commit sets it.</summary>
    Waiting = 2,

    /// <summary>The conversation was closed. It can be reopened.</summary>
    Closed = 3,
}
