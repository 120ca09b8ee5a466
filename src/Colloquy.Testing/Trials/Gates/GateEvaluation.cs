using System.Globalization;

namespace Colloquy.Testing;

/// <summary>Compares results with the thresholds of a gate.</summary>
internal static class GateEvaluation
{
    public static GateResult Evaluate(GateFile gate, IReadOnlyList<TrialsResult> results)
    {
        List<GateVerdict> verdicts = [];
        if (gate.All is { } all)
            verdicts.AddRange(Compare(null, all, results));
        foreach (var result in results)
        {
            if ((gate.Conversations.GetValueOrDefault(result.FullName) ?? gate.Conversations.GetValueOrDefault(result.Name) ?? gate.Each) is { } own)
                verdicts.AddRange(Compare(result.FullName, own, [result]));
        }

        foreach (var name in gate.Conversations.Keys.Where(name => !results.Any(result => result.Name == name || result.FullName == name)))
            verdicts.Add(new GateVerdict { Conversation = name, Threshold = "conversations", Outcome = GateOutcome.Undecided, Sentence = $"The gate names the conversation '{name}', which the results do not contain. Run it, or correct the name." });
        if (results.Count == 0)
            verdicts.Add(new GateVerdict { Threshold = "all", Outcome = GateOutcome.Undecided, Sentence = "There are no results." });
        return new GateResult([.. verdicts.OrderBy(verdict => verdict.Outcome switch { GateOutcome.Missed => 0, GateOutcome.Undecided => 1, _ => 2 })]);
    }

    private static IEnumerable<GateVerdict> Compare(string? conversation, GateThresholds thresholds, IReadOnlyList<TrialsResult> results)
    {
        var trials = results.SelectMany(result => result.Trials).Where(trial => trial.IsCounted).ToList();
        var passed = trials.Count(trial => trial.Outcome == TrialOutcome.Passed);
        var isComplete = trials.Count > 0 && results.All(result => result.NotRun == 0 || result.StoppedEarly);
        if (!isComplete)
            yield return Verdict("trials", GateOutcome.Undecided, $"{(trials.Count == 0 ? "no trial counts" : $"{results.Sum(result => result.NotRun)} trials were not run: {results.SelectMany(result => result.Trials).First(trial => trial.Outcome == TrialOutcome.NotRun).Reason?.TrimEnd('.')}")}, so the other thresholds show only a part.");

        if (thresholds.PassRate is { } rate)
            yield return AtLeast("passRate", "the pass rate", trials.Count == 0 ? null : (double)passed / trials.Count, rate);
        if (thresholds.PassRateLowerBound is { } bound)
            yield return AtLeast("passRateLowerBound", "the lower bound of the pass rate", trials.Count == 0 ? null : PassStatistics.WilsonInterval(trials.Count, passed).Lower, bound);
        if (thresholds.PassToTheK is { } all)
            yield return AtLeast("passToTheK", $"pass^{all.K}", results.Count > 0 && results.All(result => result.Counted >= all.K) ? results.Average(result => result.PassToTheK(all.K)) : null, all.AtLeast, $"pass^{all.K} needs {all.K} trials that count, and there {(results.Count == 0 ? 0 : results.Min(result => result.Counted)) switch { 1 => "is 1", var fewest => $"are {fewest}" }}. Run more trials, or set passToTheK only for the conversations that have them, under \"conversations\"");
        if (thresholds.CostPerConversation is { } cost)
            yield return AtMost("costPerConversation", "the mean cost of a conversation in USD", trials.Count == 0 || trials.Exists(trial => trial.Cost is null) ? null : (double)trials.Average(trial => trial.Cost!.Value), (double)cost, "the cost of a trial is not known. Add the price of its model, or leave costPerConversation out");
        if (thresholds.LatencySeconds is { } latency)
            yield return AtMost("latencySeconds", "the duration that 95 % of the turns do not exceed, in seconds,", Percentile([.. trials.SelectMany(trial => trial.TurnDurations).Select(turn => turn.TotalSeconds)]), latency, "no turn was measured");
        if (thresholds.InvalidTrials is { } invalid)
            yield return AtMost("invalidTrials", "the number of invalid trials", results.Sum(result => result.Invalid), invalid, "");

        GateVerdict AtLeast(string threshold, string what, double? measured, double required, string otherwise = "no trial counts") =>
            measured is not { } value ? Verdict(threshold, GateOutcome.Undecided, $"{what} is not defined: {otherwise}.")
                : Verdict(threshold, value >= required ? GateOutcome.Met : GateOutcome.Missed, string.Create(CultureInfo.InvariantCulture, $"{what} is {value:0.####}, and at least {required:0.####} is required."));

        GateVerdict AtMost(string threshold, string what, double? measured, double limit, string otherwise) =>
            measured is not { } value ? Verdict(threshold, GateOutcome.Undecided, $"{what} is not defined: {otherwise}.")
                : Verdict(threshold, value <= limit ? GateOutcome.Met : GateOutcome.Missed, string.Create(CultureInfo.InvariantCulture, $"{what} is {value:0.######}, and at most {limit:0.######} is allowed."));

        GateVerdict Verdict(string threshold, GateOutcome outcome, string sentence) =>
            new() { Conversation = conversation, Threshold = threshold, Outcome = outcome, Sentence = $"{conversation ?? "All conversations"}: {sentence}" };
    }

    /// <summary>The least value that 95 % of the values do not exceed (nearest rank).</summary>
    private static double? Percentile(List<double> values)
    {
        if (values.Count == 0)
            return null;

        values.Sort();
        return values[(int)Math.Ceiling(0.95 * values.Count) - 1];
    }
}
