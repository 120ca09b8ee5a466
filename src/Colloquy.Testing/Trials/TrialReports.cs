namespace Colloquy.Testing;

/// <summary>Tells those who record a run how trials were judged, also trials that were not run: a record of the rest alone could look green.</summary>
internal static class TrialReports
{
    public static void Add(ConversationBuilder builder, Trial trial, string? restart = null)
    {
        var end = new TrialEnd { Passed = trial.Outcome == TrialOutcome.Passed, WasRun = trial.Outcome != TrialOutcome.NotRun, Blame = trial.Blame, Reason = trial.Reason, Error = trial.Error, Restart = restart };
        foreach (var extension in builder.Extensions)
            extension.OnTrialEnded(end);
    }

    public static async ValueTask AddNotRunAsync(ConversationBuilder builder, Trial trial)
    {
        Add(builder.AddDefaultExtensions(), trial);
        foreach (var extension in builder.Extensions)
            await extension.DisposeAsync().ConfigureAwait(false);
    }
}
