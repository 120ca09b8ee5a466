namespace Colloquy.Offline;

/// <summary>Answers from the results of the tools that were called, and goes on with calls that needed them.</summary>
internal static class ToolResults
{
    public static OfflineAnswer? Answer(OfflineRequest request)
    {
        var runs = request.RunsOfThisTurn;
        if (runs.Count == 0)
            return null;

        if (!runs.Any(run => run.Failed) && ToolCalls.Waiting(request) is { Count: > 0 } waiting)
            return OfflineAnswer.Call(waiting);

        return OfflineAnswer.Say(Greetings.Welcome(request) + string.Join(' ', runs.Select(ResultSentence.Of)));
    }
}
