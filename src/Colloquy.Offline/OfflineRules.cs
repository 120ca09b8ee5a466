namespace Colloquy.Offline;

/// <summary>The rules the offline model comes with.</summary>
public static class OfflineRules
{
    /// <summary>Gets the rules in the order in which they are tried; the last one answers anything.</summary>
    public static IReadOnlyList<OfflineRule> BuiltIn { get; } =
    [
        new("Take over what was handed over", Handovers.TakeOver),
        new("Learn what is worth remembering", Remembering.Learn),
        new("Sum a conversation up", Condensing.SumUp),
        new("Score what matters", Condensing.Score),
        new("Put together what others found", Synthesis.Answer),
        new("Keep facts in the working memory", Remembering.Keep),
        new("Go on with tools that had to wait, or tell their results", ToolResults.Answer),
        new("Call the tool that must be called", ToolCalls.Forced),
        new("Hand over", Handovers.HandOver),
        new("Say what is known of the user", Welcomed(GivenContext.AnswerAboutMe)),
        new("Recall what was said", Welcomed(Recall.Answer)),
        new("Do sums", Welcomed(Arithmetic.Answer)),
        new("Call tools", ToolCalls.Answer),
        new("Answer from the context that was given", Welcomed(GivenContext.Answer)),
        new("Keep a list of jobs", Welcomed(JobList.Answer)),
        new("Recall a fact by its name", Welcomed(Facts.AnswerByName)),
        new("Greet", Greetings.Answer),
        new("Note facts", Welcomed(Facts.Note)),
        new("Say what was sent", Welcomed(Echo.Answer)),
    ];

    internal static Func<OfflineRequest, OfflineAnswer?> Welcomed(Func<OfflineRequest, OfflineAnswer?> rule) => request =>
        rule(request) is { } answer ? OfflineAnswer.Say(Greetings.Welcome(request) + answer.Text) : null;
}
