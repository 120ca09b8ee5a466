using Colloquy.Testing.Plans;

namespace Colloquy.Testing.Running;

/// <summary>Tells those who record the run how the tests of turns ended, also of a conversation that never started.</summary>
internal sealed class TurnReports(ConversationBuilder builder)
{
    private IEnumerable<ConversationRecording> Recordings => builder.Extensions.OfType<ConversationRecording>();

    public void Add(PlannedTurn turn, TurnOutcome outcome)
    {
        foreach (var recording in Recordings)
        {
            switch (outcome)
            {
                case { Failure: { } failure }:
                    recording.Fail(turn.Name, failure.IsAssertion ? TestOutcome.Failed : TestOutcome.Error, failure.Type, failure.Message);
                    break;
                case { End: TurnEnd.Answered }:
                    recording.Pass(turn.Name);
                    break;
                case { End: TurnEnd.Blocked }:
                    recording.Block(turn.Name, outcome.Reason!);
                    break;
                case { End: TurnEnd.Skipped }:
                    recording.Skip(turn.Name, outcome.Reason!);
                    break;
                default:
                    recording.Fail(turn.Name, TestOutcome.Error, exceptionType: null, outcome.Reason!);
                    break;
            }
        }
    }

    public void Fail(PlannedTurn turn, Exception error)
    {
        foreach (var recording in Recordings)
            recording.Fail(turn.Name, error);
    }

    public void Fail(Exception error)
    {
        foreach (var recording in Recordings)
            recording.Fail(error);
    }
}
