namespace Colloquy.Testing;

/// <summary>Represents one trial of a conversation.</summary>
public sealed record Trial
{
    /// <summary>Gets the number, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Gets the outcome.</summary>
    public required TrialOutcome Outcome { get; init; }

    /// <summary>Gets what is to blame for a trial that failed or is invalid; null for any other.</summary>
    public Blame? Blame { get; init; }

    /// <summary>Gets why the trial did not pass, as a sentence; null for one that passed.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets the exception that ended the trial; null for none.</summary>
    public Exception? Error { get; init; }

    /// <summary>Gets the duration.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets the cost of its turns, in US dollars; null when it is not known.</summary>
    public decimal? Cost { get; init; }

    /// <summary>Gets the tokens of its turns, as far as the services reported them.</summary>
    public long Tokens { get; init; }

    /// <summary>Gets the durations of its turns, in order.</summary>
    public IReadOnlyList<TimeSpan> TurnDurations { get; init; } = [];

    /// <summary>Gets its turns, in order; empty for a trial that was read from a file.</summary>
    public IReadOnlyList<TurnResult> Turns { get; init; } = [];

    /// <summary>Gets a value that indicates whether the trial counts for the pass rate.</summary>
    public bool IsCounted => Outcome is TrialOutcome.Passed or TrialOutcome.Failed;

    /// <summary>Returns the number, the outcome and the reason.</summary>
    public override string ToString() => Outcome switch
    {
        TrialOutcome.Passed => $"trial {Number} passed",
        TrialOutcome.NotRun => $"trial {Number} was not run: {Reason}",
        _ => $"trial {Number} {(Outcome == TrialOutcome.Invalid ? "is invalid" : "failed")}, {NameOf(Blame)}: {Reason}",
    };

    internal static string NameOf(Blame? blame) => blame switch
    {
        Testing.Blame.ToolHost => "tool host",
        { } known => known.ToString().ToLowerInvariant(),
        null => "unknown",
    };
}
