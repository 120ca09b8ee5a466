namespace Colloquy;

/// <summary>Specifies what a session is doing, as its last commit left it.</summary>
public enum SessionActivity
{
    /// <summary>No turn is under way.</summary>
    Idle = 0,

    /// <summary>A turn has begun. When no lease lives, its process died, and the turn is interrupted.</summary>
    Running = 1,

    /// <summary>No turn is under way, and on one branch or more a turn waits for a person. Stores derive it from <see cref="BranchHead.IsWaiting"/>; no commit says it.</summary>
    Waiting = 2,

    /// <summary>The conversation was ended; it can be reopened.</summary>
    Closed = 3,
}
