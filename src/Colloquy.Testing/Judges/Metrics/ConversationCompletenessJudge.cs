namespace Colloquy.Testing;

/// <summary>Represents the metric conversation completeness: the share of the user's intentions that the agent met by the end of the conversation.</summary>
public sealed class ConversationCompletenessJudge : ModelJudge
{
    private const string Schema = """
        {"type":"object","properties":{"intentions":{"type":"array","items":{"type":"object","properties":{
          "intention":{"type":"string"},
          "turn":{"type":"integer"},
          "reasoning":{"type":"string"},
          "verdict":{"type":"string","enum":["met","not met","inconclusive"]}},
         "required":["intention","turn","reasoning","verdict"],"additionalProperties":false}}},
         "required":["intentions"],"additionalProperties":false}
        """;

    /// <summary>Gets the intentions of the user, in words; empty for those that the judge finds in the conversation. The score is steadier when they are given.</summary>
    public IReadOnlyList<string> Intentions { get; init => field = value is null ? throw new ArgumentNullException(nameof(value)) : [.. value]; } = [];

    /// <inheritdoc />
    public override string Name => "conversation completeness";

    /// <inheritdoc />
    public override string Version => "1";

    /// <inheritdoc />
    public override string Formula => "user intentions met / user intentions";

    /// <inheritdoc />
    public override string Expected => Intentions.Count == 0 ? "the agent meets the user's intentions" : $"the agent meets the user's intentions: {string.Join("; ", Intentions)}";

    /// <inheritdoc />
    protected override JudgeScope DefaultScope => JudgeScope.Conversation;

    /// <inheritdoc />
    protected override async ValueTask<JudgeVerdict> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        _ = TurnMetric.TurnsOf(request);
        var details = await AskAsync(
            request,
            request.Turns,
            $"""
            {(Intentions.Count == 0 ? "List what the user wants of the agent in this conversation, each intention once, with the number of the turn in which the user first says it." : $"The user's intentions are these; repeat each once, in these words, with the number of the turn in which the user first says it:\n{string.Join('\n', Intentions.Select(intention => $"- {intention}"))}")}
            For each, judge whether the agent met it by the end of the conversation: 'met' or 'not met'. What the agent only claims to have done, without a tool call that did it, is not met where a tool is needed for it.
            """,
            Schema,
            answer => Read(answer, request.Turns),
            cancellationToken).ConfigureAwait(false);
        var met = details.Count(detail => detail.Verdict == "met");
        var score = (double)met / details.Count;
        return new JudgeVerdict
        {
            Score = score,
            Reasoning = string.Join('\n', details),
            Computation = $"{met} intentions met / {details.Count} intentions = {JudgeThreshold.Text(score)}",
            Details = details,
        };
    }

    private IReadOnlyList<CheckDetail> Read(StrictAnswer answer, IReadOnlyList<TranscriptTurn> turns)
    {
        var details = answer.List("intentions", item => new CheckDetail
        {
            Subject = item.Text("intention"),
            Turn = item.Integer("turn"),
            Reasoning = item.Text("reasoning"),
            Verdict = item.OneOf("verdict", "met", "not met", "inconclusive"),
        });
        if (details.FirstOrDefault(detail => detail.Verdict == "inconclusive") is { } unsure)
            throw new JudgeException($"The judge says 'inconclusive' on '{unsure.Subject}': {unsure.Reasoning}");
        if (details.FirstOrDefault(detail => turns.All(turn => turn.Number != detail.Turn)) is { } foreign)
            throw new JudgeException($"The judge found the intention '{foreign.Subject}' in turn {foreign.Turn}, which does not exist.");
        if (details.Count == 0)
            throw new JudgeException("The judge found no intention of the user, so there is nothing to judge.");
        if (Intentions.FirstOrDefault(intention => details.Count(detail => detail.Subject == intention) != 1) is { } missed)
            throw new JudgeException($"The judge gave {details.Count(detail => detail.Subject == missed)} verdicts on the intention '{missed}' instead of one.");
        if (Intentions.Count > 0 && details.Count != Intentions.Count)
            throw new JudgeException($"The judge gave verdicts on {details.Count} intentions, and was asked about {Intentions.Count}.");
        return [.. details.Select(detail => detail with { Score = detail.Verdict == "met" ? 1 : 0 })];
    }
}
