namespace Colloquy;

/// <summary>The exception that is thrown when a limit ended a turn: one of its own, or one of what its session or user may spend. What the turn did until then is kept, and the session can go on.</summary>
public sealed class TurnLimitException : ColloquyException
{
    internal TurnLimitException(SessionKey? key, RunLimit limit, string bound, AgentAnswer answer)
        : base($"Turn {answer.TurnNumber} was ended by its limit of {bound}. Its {answer.Messages.Count} messages are kept; raise the limit, or go on with a new turn.")
    {
        Key = key;
        Limit = limit;
        Answer = answer;
    }

    internal TurnLimitException(SessionKey key, UsageRefusal refusal, AgentAnswer? answer)
        : base($"Session {key} has reached its limit of {refusal.Limit}: {refusal.Spent.TotalTokens:N0} tokens and ${refusal.Spent.Cost} are spent, and the model was not called. {Advice(refusal)}")
    {
        Key = key;
        Limit = RunLimit.Usage;
        UsageLimit = refusal.Limit;
        Spent = refusal.Spent;
        FreesAt = refusal.FreesAt;
        Answer = answer;
    }

    /// <summary>Gets the session; null when the agent ran without one.</summary>
    public SessionKey? Key { get; }

    /// <summary>Gets the limit that ended the turn.</summary>
    public RunLimit Limit { get; }

    /// <summary>Gets the usage limit that is reached; null unless <see cref="Limit"/> is <see cref="RunLimit.Usage"/>. The model was not called.</summary>
    public UsageLimit? UsageLimit { get; }

    /// <summary>Gets what was spent within the scope and period of the usage limit; null unless <see cref="Limit"/> is <see cref="RunLimit.Usage"/>.</summary>
    public UsageTotals? Spent { get; }

    /// <summary>Gets when enough of the spending is older than the period of the usage limit, to the second, if nothing more is spent; null when no usage limit with a period ended the turn.</summary>
    public DateTimeOffset? FreesAt { get; }

    /// <summary>Gets the answer so far, with the status <see cref="TurnStatus.Limited"/>; null when no agent ran the turn.</summary>
    public AgentAnswer? Answer { get; }

    private static string Advice(UsageRefusal refusal) => refusal.FreesAt is { } time ? $"Wait until {time:u}, or raise the limit." : "Raise the limit to go on.";
}
