using System.Globalization;
using System.Text.Json.Nodes;

namespace Colloquy.Testing;

/// <summary>Represents a judge by a rubric: several dimensions, each scored by itself, and weighted.</summary>
public sealed class RubricJudge : ModelJudge
{
    /// <summary>Initializes a judge.</summary>
    /// <param name="name">The name of the rubric.</param>
    /// <param name="dimensions">The dimensions; at least one, each with a name of its own.</param>
    public RubricJudge(string name, params IReadOnlyList<RubricDimension> dimensions)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(dimensions);
        ArgumentOutOfRangeException.ThrowIfZero(dimensions.Count);
        if (dimensions.FirstOrDefault(dimension => !(dimension.Weight > 0 && double.IsFinite(dimension.Weight))) is { } weightless)
            throw new ArgumentException($"The weight of the dimension '{weightless.Name}' is not more than 0.", nameof(dimensions));
        if (dimensions.GroupBy(dimension => dimension.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"The rubric has two dimensions '{twice.Key}'.", nameof(dimensions));
        (Name, Dimensions) = (name, [.. dimensions]);
    }

    /// <summary>Gets the dimensions.</summary>
    public IReadOnlyList<RubricDimension> Dimensions { get; }

    /// <inheritdoc />
    public override string Name { get; }

    /// <inheritdoc />
    public override string Version => "1";

    /// <inheritdoc />
    public override string Formula => "sum of weight × score of each dimension / sum of weights; 0 where a dimension is below its own lowest score";

    /// <inheritdoc />
    public override string Expected => string.Join("; ", Dimensions.Select(dimension => $"{dimension.Name} (weight {Text(dimension.Weight)}{(dimension.AtLeast is { } least ? $", at least {Text(least)}" : "")}): {dimension.Description}"));

    /// <inheritdoc />
    protected override async ValueTask<JudgeVerdict> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await AskAsync(
            request,
            request.Turns,
            $"""
            Score each dimension of the rubric by itself, from 0 (not at all) to 1 (fully):
            {string.Join('\n', Dimensions.Select(dimension => $"- {dimension.Name}: {dimension.Description}"))}
            Judge {(request.Scope == JudgeScope.Turn ? "only the agent's part of the last turn; the turns before it are context" : "the agent's part of the whole conversation")}.
            For each dimension, once, give your reasoning first, then a verdict ('scored' or 'inconclusive'), then the score.
            """,
            Schema(),
            Read,
            cancellationToken).ConfigureAwait(false);
    }

    private JudgeVerdict Read(StrictAnswer answer)
    {
        var names = Dimensions.Select(dimension => dimension.Name).ToArray();
        var scores = answer.List("dimensions", item => (Name: item.OneOf("name", names), Reasoning: item.Text("reasoning"), Verdict: item.OneOf("verdict", "scored", "inconclusive"), Score: item.Score("score")));
        if (scores.FirstOrDefault(score => score.Verdict == "inconclusive") is { Name: { } unsure, Reasoning: var why })
            throw new JudgeException($"The judge says 'inconclusive' on '{unsure}': {why}");
        foreach (var name in names)
        {
            if (scores.Count(score => score.Name == name) != 1)
                throw new JudgeException($"The judge scored the dimension '{name}' {scores.Count(score => score.Name == name)} times instead of once.");
        }

        IReadOnlyList<(RubricDimension Dimension, double Score, string Reasoning)> graded = [.. Dimensions.Select(dimension => (dimension, scores.First(score => score.Name == dimension.Name).Score, scores.First(score => score.Name == dimension.Name).Reasoning))];
        var low = graded.FirstOrDefault(each => each.Score < each.Dimension.AtLeast);
        var mean = graded.Sum(each => each.Dimension.Weight * each.Score) / graded.Sum(each => each.Dimension.Weight);
        var sum = $"({string.Join(" + ", graded.Select(each => $"{Text(each.Dimension.Weight)} × {Text(each.Score)}"))}) / {Text(graded.Sum(each => each.Dimension.Weight))} = {Text(mean)}";
        return new JudgeVerdict
        {
            Score = low.Dimension is null ? Math.Clamp(mean, 0, 1) : 0,
            Reasoning = string.Join('\n', graded.Select(each => $"{each.Dimension.Name}: {each.Reasoning}")),
            Computation = low.Dimension is null ? sum : $"{sum}; 0, because '{low.Dimension.Name}' is {Text(low.Score)} and needs {Text(low.Dimension.AtLeast!.Value)}",
            Details = [.. graded.Select(each => new CheckDetail { Subject = each.Dimension.Name, Verdict = each.Score < each.Dimension.AtLeast ? "too low" : "scored", Score = each.Score, Reasoning = each.Reasoning })],
        };
    }

    private string Schema()
    {
        var names = new JsonArray([.. Dimensions.Select(dimension => (JsonNode)dimension.Name)]);
        return $$$$"""
            {"type":"object","properties":{"dimensions":{"type":"array","items":{"type":"object","properties":{
              "name":{"type":"string","enum":{{{{names.ToJsonString()}}}}},
              "reasoning":{"type":"string"},
              "verdict":{"type":"string","enum":["scored","inconclusive"]},
              "score":{"type":"number","minimum":0,"maximum":1}},
             "required":["name","reasoning","verdict","score"],"additionalProperties":false}}},
             "required":["dimensions"],"additionalProperties":false}
            """;
    }

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
