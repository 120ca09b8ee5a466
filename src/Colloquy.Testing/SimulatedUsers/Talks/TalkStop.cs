namespace Colloquy.Testing;

/// <summary>Represents why a talk of a simulated user ended.</summary>
public enum TalkStop
{
    /// <summary>The user decided that the goal is reached.</summary>
    GoalReached,

    /// <summary>The user gave up.</summary>
    GaveUp,

    /// <summary>The limit of turns was reached before the user decided to stop.</summary>
    TurnLimit,

    /// <summary>The last turn waits for an approval, and the user has no answer to approvals.</summary>
    WaitsForApproval,

    /// <summary>The model of the user failed, or answered something else than was asked for.</summary>
    UserFailed,
}
