using System.Text.Json.Nodes;

namespace Colloquy.Testing;

/// <summary>Checks as metrics of <c>Microsoft.Extensions.AI.Evaluation</c>.</summary>
internal static class EvaluationMetrics
{
    public static JsonObject Of(TurnRecord turn)
    {
        JsonObject metrics = [];
        foreach (var check in turn.Checks)
            Add(metrics, Metric(check));

        // A turn that failed without a check would have no metric that says so.
        if (turn.Outcome.IsBad() && !turn.Checks.Any(check => check.Outcome.IsBad()))
            Add(metrics, Metric(new CheckRecord { Name = "answered", Outcome = turn.Outcome, Score = 0, Expected = "The turn is completed and its test passes.", Actual = Words.Why(turn) }));
        return metrics;
    }

    private static void Add(JsonObject metrics, JsonObject metric)
    {
        var name = (string)metric["name"]!;
        var unique = name;
        for (var i = 2; metrics.ContainsKey(unique); i++)
            unique = $"{name} ({i})";
        metric["name"] = unique;
        metrics[unique] = metric;
    }

    private static JsonObject Metric(CheckRecord check)
    {
        var isGraded = check.Outcome != TestOutcome.Error && check.Score is > 0 and < 1;
        var metric = new JsonObject { ["$type"] = check.Outcome is TestOutcome.Passed or TestOutcome.Failed ? isGraded ? "numeric" : "boolean" : "none", ["name"] = check.Name };
        if (isGraded)
            metric["value"] = check.Score;
        else if (check.Outcome is TestOutcome.Passed or TestOutcome.Failed)
            metric["value"] = check.Outcome == TestOutcome.Passed;
        var reason = check.Reasoning ?? check.Actual;
        if (reason is not null)
            metric["reason"] = reason;
        metric["interpretation"] = new JsonObject
        {
            ["rating"] = check.Outcome switch { TestOutcome.Passed => isGraded ? "good" : "exceptional", TestOutcome.Failed => "unacceptable", _ => "inconclusive" },
            ["failed"] = check.Outcome != TestOutcome.Passed,
            ["reason"] = Words.Why(check),
        };
        if (check.Version is not null)
            metric["metadata"] = new JsonObject { ["version"] = check.Version };
        metric["diagnostics"] = new JsonArray(check.Outcome is TestOutcome.Passed or TestOutcome.Failed ? [] : [new JsonObject { ["severity"] = "error", ["message"] = Words.Why(check) }]);
        return metric;
    }
}
