namespace Colloquy.Testing;

/// <summary>Checks what every conversation has to keep to after a loss, whatever its own checks say.</summary>
internal static class LostCallRule
{
    public static Trial Apply(Trial trial, Trial undisturbed, bool wasReached)
    {
        if (trial.Outcome == TrialOutcome.NotRun)
            return trial;
        if (FindRepeated(trial, undisturbed) is { } call)
        {
            return trial with
            {
                Outcome = TrialOutcome.Failed,
                Blame = Blame.Agent,
                Reason = $"The call {call.Tool}({ToolResultText.Write(call.Arguments)}), whose result was lost, was made again, and its tool is not idempotent.{(trial.Reason is null ? "" : $"\n{trial.Reason}")}",
            };
        }

        return wasReached || trial.Outcome != TrialOutcome.Passed
            ? trial
            : trial with { Outcome = TrialOutcome.Invalid, Blame = Blame.Infrastructure, Reason = "The place was not reached: the agent made other calls than without a loss. Use a cassette, or a model that answers the same each time." };
    }

    private static ObservedToolCall? FindRepeated(Trial trial, Trial undisturbed) =>
        trial.Turns.SelectMany(turn => turn.ToolCalls.Where(call => call.ResultWasLost && Count(turn, call) > Math.Max(1, undisturbed.Turns.Where(other => other.Number == turn.Number).Sum(other => Count(other, call))))).FirstOrDefault();

    private static int Count(TurnResult turn, ObservedToolCall call) =>
        turn.ToolCalls.Count(other => other.WasExecuted && other.Host == call.Host && other.Name == call.Name && ToolResultText.Write(other.Arguments) == ToolResultText.Write(call.Arguments));
}
