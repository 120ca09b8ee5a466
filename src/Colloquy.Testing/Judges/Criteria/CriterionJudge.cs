namespace Colloquy.Testing;

/// <summary>Represents a judge of one criterion in words.</summary>
/// <param name="criterion">The criterion, such as <c>the agent says how much money is left</c>. Say what must be true, in one sentence.</param>
public sealed class CriterionJudge(string criterion) : ModelJudge
{
    private const string Schema = """
        {"type":"object","properties":{
          "reasoning":{"type":"string"},
          "verdict":{"type":"string","enum":["met","not met","inconclusive"]},
          "score":{"type":"number","minimum":0,"maximum":1}},
         "required":["reasoning","verdict","score"],"additionalProperties":false}
        """;

    /// <summary>Gets the criterion.</summary>
    public string Criterion { get; } = string.IsNullOrWhiteSpace(criterion) ? throw new ArgumentException("A criterion has words.", nameof(criterion)) : criterion;

    /// <inheritdoc />
    public override string Name => "criterion";

    /// <inheritdoc />
    public override string Version => "1";

    /// <inheritdoc />
    public override string Formula => "the score of the judge's model, from 0 (not met at all) to 1 (fully met)";

    /// <inheritdoc />
    public override string Expected => Criterion;

    /// <inheritdoc />
    protected override async ValueTask<JudgeVerdict> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await AskAsync(
            request,
            request.Turns,
            $"""
            Criterion: {Criterion}
            Judge {(request.Scope == JudgeScope.Turn ? $"only the agent's part of the last turn{(request.Turns is [.., { Number: > 0 } last] ? $", turn {last.Number}" : "")}; the turns before it are context" : "the agent's part of the whole conversation")}.
            Give your reasoning first, then a verdict, then a score: 1 where the criterion is fully met, 0 where it is not met at all. A verdict 'met' has a score of 0.5 or more, a verdict 'not met' one of 0.5 or less.
            """,
            Schema,
            answer =>
            {
                var (reasoning, verdict, score) = (answer.Text("reasoning"), answer.OneOf("verdict", "met", "not met", "inconclusive"), answer.Score("score"));
                return verdict switch
                {
                    "inconclusive" => throw new JudgeException($"The judge says 'inconclusive': {reasoning}"),
                    "met" when score < 0.5 => throw new JudgeException($"The judge contradicts itself: it says 'met', with a score of {JudgeThreshold.Text(score)}."),
                    "not met" when score > 0.5 => throw new JudgeException($"The judge contradicts itself: it says 'not met', with a score of {JudgeThreshold.Text(score)}."),
                    _ => new JudgeVerdict { Score = score, Reasoning = reasoning },
                };
            },
            cancellationToken).ConfigureAwait(false);
    }
}
