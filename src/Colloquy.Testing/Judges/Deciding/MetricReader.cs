using System.Globalization;
using Microsoft.Extensions.AI.Evaluation;

namespace Colloquy.Testing;

/// <summary>A metric of an evaluator, and what it decides.</summary>
internal sealed record MetricReading(string Name, CheckOutcome Outcome, double Score, string Value, string? Reason, EvaluationMetric? Metric);

/// <summary>Reads the results of evaluators. What is missing, has no value or reports an error is an error, and never passes.</summary>
internal static class MetricReader
{
    public static IReadOnlyList<MetricReading> Read(IEvaluator evaluator, EvaluationResult? result, IReadOnlyDictionary<string, JudgeThreshold> thresholds)
    {
        if (result is null)
            return [Error(evaluator.GetType().Name, null, "The evaluator returned no result.")];

        List<MetricReading> readings = [.. result.Metrics.Select(metric => Read(metric.Key, metric.Value, thresholds))];
        readings.AddRange(evaluator.EvaluationMetricNames.Where(name => !result.Metrics.ContainsKey(name)).Select(name => Error(name, null, $"The evaluator's result lacks the metric '{name}'.")));
        readings.AddRange(thresholds.Keys.Where(name => readings.TrueForAll(reading => reading.Name != name)).Select(name => Error(name, null, $"There is a threshold for the metric '{name}', which the evaluator does not have. It has: {string.Join(", ", result.Metrics.Keys)}.")));
        return readings.Count > 0 ? readings : [Error(evaluator.GetType().Name, null, "The evaluator's result has no metric.")];
    }

    private static MetricReading Read(string name, EvaluationMetric? metric, IReadOnlyDictionary<string, JudgeThreshold> thresholds)
    {
        if (metric is null)
            return Error(name, null, "The metric is null.");
        if (metric.Diagnostics?.FirstOrDefault(diagnostic => diagnostic.Severity == EvaluationDiagnosticSeverity.Error) is { } diagnostic && !(thresholds.ContainsKey(name) && JudgeMetric.IsOwn(metric) && metric is NumericMetric { Value: not null }))
            return Error(name, metric, diagnostic.Message);
        return metric switch
        {
            NumericMetric { Value: { } number } when double.IsFinite(number) => thresholds.TryGetValue(name, out var threshold) ? Decide(metric, name, number, threshold) : Interpret(metric, name, number.ToString("0.####", CultureInfo.InvariantCulture), JudgeMetric.IsOwn(metric) ? number : null, null),
            NumericMetric { Value: { } number } => Error(name, metric, $"The value is {number.ToString(CultureInfo.InvariantCulture)}, which is no score."),
            BooleanMetric { Value: { } flag } => Interpret(metric, name, flag ? "true" : "false", null, flag),
            StringMetric { Value: { Length: > 0 } text } => Interpret(metric, name, text, null, null),
            NumericMetric or BooleanMetric or StringMetric => Error(name, metric, $"The metric has no value.{(metric.Reason is null ? "" : $" {metric.Reason}")}"),
            _ => Interpret(metric, name, metric.GetType().Name, null, null),
        };
    }

    private static MetricReading Decide(EvaluationMetric metric, string name, double value, JudgeThreshold threshold)
    {
        var (outcome, error) = threshold.Decide(value);
        return error is not null ? Error(name, metric, error) : new(name, outcome, threshold.ToScore(value), $"{JudgeThreshold.Text(value)}, where {threshold} passes", metric.Reason, metric);
    }

    private static MetricReading Interpret(EvaluationMetric metric, string name, string value, double? score, bool? flag) => metric.Interpretation switch
    {
        { Rating: EvaluationRating.Inconclusive } found => Error(name, metric, $"The evaluator is inconclusive.{(found.Reason is null ? "" : $" {found.Reason}")}"),
        { Failed: true } found => new(name, CheckOutcome.Failed, score ?? 0, value + Because(found), metric.Reason, metric),
        { Rating: not EvaluationRating.Unknown } found => new(name, CheckOutcome.Passed, score ?? 1, value + Because(found), metric.Reason, metric),
        _ when flag is { } isTrue => new(name, isTrue ? CheckOutcome.Passed : CheckOutcome.Failed, isTrue ? 1 : 0, value, metric.Reason, metric),
        _ => Error(name, metric, $"The value is {value}, and nothing says whether that passes. Give the metric a threshold in {nameof(JudgeOptions)}.{nameof(JudgeOptions.Thresholds)}, or let the evaluator interpret it."),
    };

    private static string Because(EvaluationMetricInterpretation interpretation) => interpretation.Reason is { Length: > 0 } reason ? $" ({reason})" : "";

    private static MetricReading Error(string name, EvaluationMetric? metric, string error) => new(name, CheckOutcome.Error, 0, error, metric?.Reason, metric);
}
