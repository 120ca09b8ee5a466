namespace Colloquy.Testing;

/// <summary>Represents a check that the turn was completed with an answer; of a whole conversation, that each turn was.</summary>
public sealed class SuccessCheck : ImmediateCheck
{
    /// <inheritdoc />
    public override string Name => "success";

    /// <inheritdoc />
    public override string Expected => "the turn is completed with an answer";

    /// <inheritdoc />
    public override CheckResult Make(CheckSubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Turns.Count == 0)
            return CannotTell("The conversation has no turn. Say something first.");

        foreach (var turn in subject.Turns)
        {
            var which = subject.Turn is null ? $"turn {turn.Number}" : "the turn";
            if (turn.Error is { } error)
                return Fail($"{which} has no answer: {error.GetType().Name}: {error.Message}");
            if (turn.Status == TurnStatus.Waiting && turn == subject.Turns[^1] || turn.Status != TurnStatus.Completed && turn.Status != TurnStatus.Waiting)
                return Fail(turn.Status == TurnStatus.Waiting ? $"{which} waits for the approval of {string.Join(", ", turn.Approvals)}" : $"{which} is {turn.Status}");
            if (turn.Text.Length == 0 && turn.Status == TurnStatus.Completed && !turn.Output.Any(message => message.Role == ChatRole.Assistant && message.Contents.Count > 0))
                return Fail($"{which} has an empty answer");
        }

        return Pass();
    }
}
