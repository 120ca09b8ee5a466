namespace Colloquy.Testing;

/// <summary>Grades simulated users: by rules first, and by a judge where the rules found nothing and there is one.</summary>
internal static class SimulationGrader
{
    public static async Task<SimulationGrade> GradeAsync(Talk talk, CancellationToken cancellationToken)
    {
        IReadOnlyList<SimulationProblem> problems = [.. SimulationRules.Find(talk)];
        if (problems.Count > 0)
            return new SimulationGrade { Verdict = SimulationVerdict.Spoilt, Problems = problems, IsJudged = false };
        if (!talk.Conversation.Models.Contains(talk.User.JudgeModel))
            return new SimulationGrade { Verdict = SimulationVerdict.Valid, IsJudged = false };

        List<ObservedModelCall> calls = [];
        try
        {
            var (found, reasoning) = await new SimulationJudge(talk).AskAsync(talk.Conversation.Client(talk.User.JudgeModel, calls.Add), cancellationToken).ConfigureAwait(false);
            return new SimulationGrade { Verdict = found.Count == 0 ? SimulationVerdict.Valid : SimulationVerdict.Spoilt, Problems = found, IsJudged = true, Reasoning = reasoning, Spend = talk.Conversation.SpendOf(calls) };
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return new SimulationGrade { Verdict = SimulationVerdict.Undecided, IsJudged = true, Reasoning = error is JudgeException ? error.Message : $"{error.GetType().Name}: {error.Message}", Spend = talk.Conversation.SpendOf(calls) };
        }
    }
}
