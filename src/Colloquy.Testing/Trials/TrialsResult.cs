using System.Globalization;
using System.Text;

namespace Colloquy.Testing;

/// <summary>Represents the result of repeated trials of a conversation.</summary>
public sealed record TrialsResult
{
    private const int ReasonsShown = 10;

    /// <summary>Gets the name of the conversation.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the name of the variant; null for none.</summary>
    public string? Variant { get; init; }

    /// <summary>Gets the name with the variant, such as <c>buy-boots[model-a]</c>.</summary>
    public string FullName => Variant is null ? Name : $"{Name}[{Variant}]";

    /// <summary>Gets the trials, ordered by number, including those that were not run.</summary>
    public required IReadOnlyList<Trial> Trials { get; init => field = [.. value.OrderBy(trial => trial.Number)]; }

    /// <summary>Gets what the trials have to reach.</summary>
    public TrialRule Rule { get; init; } = new();

    /// <summary>Gets the number of trials that passed.</summary>
    public int Passed => Count(TrialOutcome.Passed);

    /// <summary>Gets the number of trials that failed, for which the agent is to blame.</summary>
    public int Failed => Count(TrialOutcome.Failed);

    /// <summary>Gets the number of invalid trials.</summary>
    public int Invalid => Count(TrialOutcome.Invalid);

    /// <summary>Gets the number of trials that were not run.</summary>
    public int NotRun => Count(TrialOutcome.NotRun);

    /// <summary>Gets the number of trials that count for the pass rate: those that passed, and those for which the agent is to blame.</summary>
    public int Counted => Passed + Failed;

    /// <summary>Gets the pass rate, from 0 to 1; null when no trial counts.</summary>
    public double? PassRate => Counted == 0 ? null : (double)Passed / Counted;

    /// <summary>Gets the Wilson interval of the pass rate, with a confidence of 95 %; null when no trial counts.</summary>
    public ConfidenceInterval? Interval => Counted == 0 ? null : PassStatistics.WilsonInterval(Counted, Passed);

    /// <summary>Gets a value that indicates whether some trials passed and others failed by the agent's doing.</summary>
    public bool IsFlaky => Passed > 0 && Failed > 0;

    /// <summary>Gets a value that indicates whether trials were left out since the outcome was certain or decided without them.</summary>
    public bool StoppedEarly { get; init; }

    /// <summary>Gets what the trials show. It is decided by <see cref="Rule"/>.</summary>
    public TrialsOutcome Outcome =>
        Invalid > Rule.InvalidLimit(Trials.Count) || Counted == 0 ? TrialsOutcome.Error
            : NotRun > 0 && !StoppedEarly ? TrialsOutcome.Error
            : (DecidedByInterval ?? Rule.IsMet(Counted, Passed)) ? TrialsOutcome.Passed
            : TrialsOutcome.Failed;

    internal bool? DecidedByInterval { get; init; }

    /// <summary>Returns pass@k: the probability that at least one of <paramref name="k"/> trials passes.</summary>
    /// <param name="k">The number of tries, at least 1.</param>
    /// <returns>The probability; null when fewer than <paramref name="k"/> trials count.</returns>
    public double? PassAtK(int k) => PassStatistics.PassAtK(Counted, Passed, k);

    /// <summary>Returns pass^k: the probability that all of <paramref name="k"/> trials pass.</summary>
    /// <param name="k">The number of tries, at least 1.</param>
    /// <returns>The probability; null when fewer than <paramref name="k"/> trials count.</returns>
    public double? PassToTheK(int k) => PassStatistics.PassToTheK(Counted, Passed, k);

    /// <summary>Returns what the trials show, and why trials did not pass, the most important line first.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The conversation '{FullName}' passes {Passed} of {Counted} trials that count");
        if (Interval is { } interval)
            text.Append(CultureInfo.InvariantCulture, $" ({PassRate:0.#%}, 95 % interval {interval.Lower:0.#%} to {interval.Upper:0.#%})");
        text.Append(CultureInfo.InvariantCulture, $". {Rule}");
        if (Invalid > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n{Invalid} of {Trials.Count} trials are invalid, and do not count; {Rule.InvalidLimit(Trials.Count)} may be: {string.Join(", ", Trials.Where(trial => trial.Outcome == TrialOutcome.Invalid).CountBy(trial => Trial.NameOf(trial.Blame)).Select(by => $"{by.Key} {by.Value}"))}.");
        if (NotRun > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n{NotRun} of {Trials.Count} trials were not run: {Trials.First(trial => trial.Outcome == TrialOutcome.NotRun).Reason}");
        if (IsFlaky)
            text.Append("\nThe conversation is flaky: some trials pass, others fail.");
        foreach (var trial in Trials.Where(trial => trial.Outcome is TrialOutcome.Failed or TrialOutcome.Invalid).OrderBy(trial => trial.Outcome).ThenBy(trial => trial.Number).Take(ReasonsShown))
            text.Append(CultureInfo.InvariantCulture, $"\n  {trial.ToString().ReplaceLineEndings("\n    ")}");
        return text.ToString();
    }

    /// <summary>Throws unless the agent reaches what is required.</summary>
    /// <exception cref="TrialsFailedException">The agent does not reach it. Test frameworks count the exception as a failed assertion.</exception>
    /// <exception cref="TrialsErrorException">The trials do not show it.</exception>
    public void EnsurePassed()
    {
        if (Outcome == TrialsOutcome.Failed)
            throw new TrialsFailedException(this, Describe());
        if (Outcome == TrialsOutcome.Error)
            throw new TrialsErrorException(this, $"The trials do not show whether the agent is good enough. {Describe()}");
    }

    private int Count(TrialOutcome outcome) => Trials.Count(trial => trial.Outcome == outcome);
}
