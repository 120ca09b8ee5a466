namespace Colloquy;

/// <summary>The exception that is thrown when a limit of the turn, or a usage limit of its session or user, ended a turn. The steps until then stay in the log, and the session can continue.</summary>
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

    /// <summary>Gets the usage limit that was reached; null unless <see cref="Limit"/> is <see cref="RunLimit.Usage"/>. The model was not called.</summary>
    public UsageLimit? UsageLimit { get; }

    /// <summary>Gets the usage within the scope and period of the usage limit; null unless <see cref="Limit"/> is <see cref="RunLimit.Usage"/>.</summary>
    public UsageTotals? Spent { get; }

    /// <summary>Gets the time, to the second, from which the usage limit allows calls again if there is no further usage; null when no usage limit with a period ended the turn.</summary>
    public DateTimeOffset? FreesAt { get; }

    /// <summary>Gets the answer so far, with the status <see cref="TurnStatus.Limited"/>; null when no agent ran the turn.</summary>
    public AgentAnswer? Answer { get; }

    private static string Advice(UsageRefusal refusal) => refusal.FreesAt is { } time ? $"Wait until {time:u}, or raise the limit." : "Raise the limit to go on.";
}
