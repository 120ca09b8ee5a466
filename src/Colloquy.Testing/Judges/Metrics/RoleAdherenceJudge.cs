namespace Colloquy.Testing;

/// <summary>Represents the metric role adherence: the share of the agent's turns within its role. It finds an agent that leaves its role late in a conversation.</summary>
/// <param name="role">The role, in words: what the agent is, what it does, and what it does not do.</param>
public sealed class RoleAdherenceJudge(string role) : ModelJudge
{
    private const string Good = "within", Bad = "outside";

    /// <summary>Gets the role.</summary>
    public string Role { get; } = string.IsNullOrWhiteSpace(role) ? throw new ArgumentException("A role has words.", nameof(role)) : role;

    /// <inheritdoc />
    public override string Name => "role adherence";

    /// <inheritdoc />
    public override string Version => "1";

    /// <inheritdoc />
    public override string Formula => "agent turns within the role / agent turns";

    /// <summary>Gets the score from which a judge passes that is given no threshold.</summary>
    /// <value>1: a single turn outside of the role fails.</value>
    protected override JudgeThreshold DefaultThreshold => 1;

    /// <inheritdoc />
    public override string Expected => $"the agent stays within its role: {Role}";

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
            The agent's role: {Role}
            For each of the turns {TurnMetric.Numbers(turns)}, once, judge whether what the agent said and did in it is within the role: '{Good}' or '{Bad}'. A polite refusal of what lies outside of the role is within it.
            """,
            TurnMetric.Schema(Good, Bad),
            answer => TurnMetric.Read(answer, turns, Good, Bad),
            cancellationToken).ConfigureAwait(false);
        return TurnMetric.ToVerdict(details, Good, "turns within the role");
    }
}
