namespace Colloquy.Testing;

/// <summary>Represents the metric turn relevancy: the share of the agent's turns that are relevant to what was said in a sliding window before them.</summary>
public sealed class TurnRelevancyJudge : ModelJudge
{
    private const string Good = "relevant", Bad = "irrelevant";

    /// <summary>Gets the number of turns in the window, the judged turn included.</summary>
    /// <value>The default is 10. At least 1.</value>
    public int Window { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Window), value, "A window has at least one turn."); } = 10;

    /// <inheritdoc />
    public override string Name => "turn relevancy";

    /// <inheritdoc />
    public override string Version => "1";

    /// <inheritdoc />
    public override string Formula => $"agent turns that are relevant in a sliding window of {Window} turns / agent turns";

    /// <inheritdoc />
    public override string Expected => $"the agent's turns are relevant in a window of {Window} turns";

    /// <inheritdoc />
    protected override JudgeScope DefaultScope => JudgeScope.Conversation;

    /// <inheritdoc />
    protected override async ValueTask<JudgeVerdict> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        var turns = TurnMetric.TurnsOf(request);
        List<CheckDetail> details = [];
        foreach (var turn in turns)
        {
            var end = request.Turns.Index().First(each => ReferenceEquals(each.Item, turn)).Index + 1;
            details.AddRange(await AskAsync(
                request,
                request.Turns.Take(end).TakeLast(Window),
                $"""
                Judge turn {turn.Number}, the last, once: is what the agent said and did in it relevant to what the user wants, as far as the turns that you are shown tell? Say '{Good}' or '{Bad}'.
                A wrong answer to what was asked is still relevant; an answer to something else is not.
                """,
                TurnMetric.Schema(Good, Bad),
                answer => TurnMetric.Read(answer, [turn], Good, Bad),
                cancellationToken).ConfigureAwait(false));
        }

        return TurnMetric.ToVerdict(details, Good, "relevant turns");
    }
}
