namespace Colloquy.Testing;

/// <summary>The share of the agent's turns that a model found good. Each turn has a verdict of its own, and exactly one.</summary>
internal static class TurnMetric
{
    /// <summary>Returns the schema of an answer; <paramref name="extra"/> names a text that each item has beside its verdict.</summary>
    public static string Schema(string good, string bad, string? extra = null) => $$$$"""
        {"type":"object","properties":{"turns":{"type":"array","items":{"type":"object","properties":{
          "turn":{"type":"integer"},
          "reasoning":{"type":"string"},{{{{(extra is null ? "" : $"\"{extra}\":{{\"type\":\"string\"}},")}}}}
          "verdict":{"type":"string","enum":["{{{{good}}}}","{{{{bad}}}}","inconclusive"]}},
         "required":["turn","reasoning",{{{{(extra is null ? "" : $"\"{extra}\",")}}}}"verdict"],"additionalProperties":false}}},
         "required":["turns"],"additionalProperties":false}
        """;

    /// <summary>Reads a verdict for each of the turns; <paramref name="look"/> looks at the rest of an item.</summary>
    public static IReadOnlyList<CheckDetail> Read(StrictAnswer answer, IReadOnlyList<TranscriptTurn> turns, string good, string bad, Func<StrictAnswer, int, string, string?>? look = null)
    {
        var details = answer.List("turns", item =>
        {
            var (turn, reasoning, verdict) = (item.Integer("turn"), item.Text("reasoning"), item.OneOf("verdict", good, bad, "inconclusive"));
            var more = look?.Invoke(item, turn, verdict);
            return new CheckDetail { Subject = $"turn {turn}", Turn = turn, Verdict = verdict, Score = verdict == good ? 1 : 0, Reasoning = more is null ? reasoning : $"{more}: {reasoning}" };
        });
        if (details.FirstOrDefault(detail => detail.Verdict == "inconclusive") is { } unsure)
            throw new JudgeException($"The judge says 'inconclusive' on turn {unsure.Turn}: {unsure.Reasoning}");
        if (details.FirstOrDefault(detail => turns.All(turn => turn.Number != detail.Turn)) is { } foreign)
            throw new JudgeException($"The judge gave a verdict on turn {foreign.Turn}, which it was not asked about.");
        if (turns.FirstOrDefault(turn => details.Count(detail => detail.Turn == turn.Number) != 1) is { } wrong)
            throw new JudgeException($"The judge gave {details.Count(detail => detail.Turn == wrong.Number)} verdicts on turn {wrong.Number} instead of one.");
        return [.. details.OrderBy(detail => detail.Turn)];
    }

    public static JudgeVerdict ToVerdict(IReadOnlyList<CheckDetail> details, string good, string goodTurns)
    {
        var count = details.Count(detail => detail.Verdict == good);
        var score = (double)count / details.Count;
        var bad = details.Where(detail => detail.Verdict != good).ToList();
        return new JudgeVerdict
        {
            Score = score,
            Reasoning = bad.Count == 0 ? $"All turns: {good}." : string.Join('\n', bad),
            Computation = $"{count} {goodTurns} / {details.Count} agent turns = {JudgeThreshold.Text(score)}",
            Details = details,
        };
    }

    public static IReadOnlyList<TranscriptTurn> TurnsOf(JudgeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.JudgedTurns is { Count: > 0 } turns && turns.All(turn => turn.IsAnswered) ? turns : throw new JudgeException("There is no answer of the agent to judge.");
    }

    public static string Numbers(IEnumerable<TranscriptTurn> turns) => string.Join(", ", turns.Select(turn => turn.Number));
}
