namespace Colloquy.Testing;

/// <summary>Represents a talk of a simulated user with an agent.</summary>
public sealed record Talk
{
    /// <summary>Gets the user.</summary>
    public required SimulatedUser User { get; init; }

    /// <summary>Gets the conversation.</summary>
    public required Conversation Conversation { get; init; }

    /// <summary>Gets the turns of the talk, in order, also those that went on after an approval.</summary>
    public required IReadOnlyList<TurnResult> Turns { get; init; }

    /// <summary>Gets the turns in which the user said something, in order.</summary>
    public IReadOnlyList<TurnResult> UserTurns => [.. Turns.Where(turn => turn.Input.Count > 0)];

    /// <summary>Gets why the talk ended.</summary>
    public required TalkStop Stop { get; init; }

    /// <summary>Gets the reason for the end, in the user's words, or the error of its model.</summary>
    public required string StopReason { get; init; }

    /// <summary>Gets the number of the user's turns after which a person could see that the goal was reached; null when it was not, or when <see cref="SimulatedUser.GoalIsVisibleAsync"/> is not set.</summary>
    public int? GoalVisibleAfter { get; init; }

    /// <summary>Gets what the user's model used and cost. It is not counted as the agent's.</summary>
    public required ModelSpend Spend { get; init; }

    /// <summary>Gets how well the user did. It is null only while it is graded.</summary>
    public SimulationGrade? Grade { get; init; }

    /// <summary>Returns why the talk ended, and after how many turns.</summary>
    public override string ToString() => $"{Stop} after {UserTurns.Count} turns: {StopReason}";
}
