namespace Colloquy.Testing;

/// <summary>Represents the metric knowledge retention: the share of the agent's turns in which it lost no fact that the user gave: it neither asked for it again, nor contradicted it, nor claimed not to know it.</summary>
public sealed class KnowledgeRetentionJudge : ModelJudge
{
    private const string Good = "kept", Bad = "lost";

    /// <inheritdoc />
    public override string Name => "knowledge retention";

    /// <inheritdoc />
    public override string Version => "1";

    /// <inheritdoc />
    public override string Formula => "agent turns without loss of a fact that the user gave / agent turns";

    /// <summary>Gets the score from which a judge passes that is given no threshold.</summary>
    /// <value>1: a single fact that is lost fails.</value>
    protected override JudgeThreshold DefaultThreshold => 1;

    /// <inheritdoc />
    public override string Expected => "the agent loses no fact that the user gave";

    /// <inheritdoc />
    protected override JudgeScope DefaultScope => JudgeScope.Conversation;

    /// <inheritdoc />
    protected override async ValueTask<JudgeVerdict> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        var turns = TurnMetric.TurnsOf(request);
        var details = await AskAsync(
            request,
            request.Turns,
            $"""
            For each of the turns {TurnMetric.Numbers(turns)}, once, judge whether the agent lost in it a fact that the user gave in that turn or an earlier one: it asks for the fact again, contradicts it, or claims not to know it.
            Say '{Good}' where it lost none, and '{Bad}' where it lost one. For '{Bad}', copy into 'fact' the user's words that give the fact, exactly as they are in the data; else leave 'fact' empty.
            An answer that simply does not need a fact has not lost it.
            """,
            TurnMetric.Schema(Good, Bad, "fact"),
            answer => TurnMetric.Read(answer, turns, Good, Bad, (item, turn, verdict) => Fact(item, request.Turns, turn, verdict)),
            cancellationToken).ConfigureAwait(false);
        return TurnMetric.ToVerdict(details, Good, "turns without loss");
    }

    /// <summary>A fact that is said to be lost was given: the user's words contain it, in a turn no later than the one that lost it.</summary>
    private static string? Fact(StrictAnswer item, IReadOnlyList<TranscriptTurn> turns, int turn, string verdict)
    {
        var fact = item.Text("fact", mayBeEmpty: verdict != Bad);
        if (verdict != Bad)
            return null;

        return turns.TakeWhile(earlier => earlier.Number <= turn).Any(earlier => earlier.UserText.Contains(fact.Trim(), StringComparison.OrdinalIgnoreCase))
            ? $"lost '{fact.Trim()}'"
            : throw new JudgeException($"The judge says that turn {turn} lost the fact '{fact}', which the user did not give before.");
    }
}
