using System.Text.Json;
using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>Writes verdicts as metrics, and reads from metrics what only our judges say. The type of a metric is closed for reports, so this is in its metadata.</summary>
internal static class JudgeMetric
{
    private const string Version = "version", Formula = "formula", Computation = "computation", Details = "details";

    public static NumericMetric Of(Judge judge, JudgeVerdict verdict)
    {
        if (!double.IsFinite(verdict.Score) || verdict.Score is < 0 or > 1)
            return Of(judge, new JudgeException($"The score {verdict.Score} is not from 0 to 1."));

        var (outcome, undecided) = judge.Threshold.Decide(verdict.Score);
        var metric = Begin(judge, new NumericMetric(judge.Name, verdict.Score, verdict.Reasoning));
        if (verdict.Computation is not null)
            metric.AddOrUpdateMetadata(Computation, verdict.Computation);
        metric.AddOrUpdateMetadata(Details, JsonSerializer.Serialize(verdict.Details, JudgeJson.Default.IReadOnlyListCheckDetail));
        metric.Interpretation = new EvaluationMetricInterpretation(
            outcome switch { CheckOutcome.Passed => EvaluationRating.Good, CheckOutcome.Failed => EvaluationRating.Unacceptable, _ => EvaluationRating.Inconclusive },
            failed: outcome != CheckOutcome.Passed,
            undecided ?? $"The score is {JudgeThreshold.Text(verdict.Score)}; {judge.Threshold} passes.");
        if (undecided is not null)
            metric.AddDiagnostics(EvaluationDiagnostic.Error(undecided));
        return metric;
    }

    public static NumericMetric Of(Judge judge, Exception error)
    {
        var metric = Begin(judge, new NumericMetric(judge.Name));
        metric.AddDiagnostics(EvaluationDiagnostic.Error(error is JudgeException ? error.Message : $"{error.GetType().Name}: {error.Message}"));
        metric.Interpretation = new EvaluationMetricInterpretation(EvaluationRating.Inconclusive, failed: true, "The judge did not decide.");
        return metric;
    }

    /// <summary>Returns whether one of our judges wrote the metric, whose scale is then from 0 to 1.</summary>
    public static bool IsOwn(EvaluationMetric metric) => metric.Metadata?.ContainsKey(Formula) == true;

    public static string? VersionOf(EvaluationMetric metric) => Find(metric, Version);

    public static string? ComputationOf(EvaluationMetric metric) => Find(metric, Computation);

    public static IReadOnlyList<CheckDetail> DetailsOf(EvaluationMetric metric) =>
        IsOwn(metric) && Find(metric, Details) is { } json ? JsonSerializer.Deserialize(json, JudgeJson.Default.IReadOnlyListCheckDetail) ?? [] : [];

    private static string? Find(EvaluationMetric metric, string name) => metric.Metadata is { } metadata && metadata.TryGetValue(name, out var value) ? value : null;

    private static NumericMetric Begin(Judge judge, NumericMetric metric)
    {
        metric.AddOrUpdateMetadata(Version, judge.Version);
        metric.AddOrUpdateMetadata(Formula, judge.Formula);
        return metric;
    }
}
