namespace Colloquy.Testing;

/// <summary>Represents what is known of a trial that failed, for rules that say what is to blame.</summary>
public sealed record TrialFailure
{
    /// <summary>Gets the exception by which the trial ended; null when a check that it recorded did not pass.</summary>
    public Exception? Error { get; init; }

    /// <summary>Gets the turns that were taken, in order.</summary>
    public IReadOnlyList<TurnResult> Turns { get; init; } = [];

    /// <summary>Gets the checks of the turns and of the conversation that did not pass.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init; } = [];
}
