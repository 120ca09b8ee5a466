namespace Colloquy;

/// <summary>Thrown when a session or its user may spend no more: the model was not called. What the turn did until then is kept.</summary>
public sealed class UsageLimitException : ColloquyException
{
    internal UsageLimitException(SessionKey key, UsageRefusal refusal, AgentAnswer? answer)
        : base($"Session {key} has reached its limit of {refusal.Limit}: {refusal.Spent.TotalTokens:N0} tokens and ${refusal.Spent.Cost} are spent, and the model was not called. {Advice(refusal)}")
    {
        Key = key;
        Limit = refusal.Limit;
        Spent = refusal.Spent;
        FreesAt = refusal.FreesAt;
        Answer = answer;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>The limit that is reached.</summary>
    public UsageLimit Limit { get; }

    /// <summary>What was spent within its scope and period.</summary>
    public UsageTotals Spent { get; }

    /// <summary>When enough of it is older than the period, to the second, if nothing more is spent; null when the limit has no period.</summary>
    public DateTimeOffset? FreesAt { get; }

    /// <summary>What had come of the turn, its status <see cref="TurnStatus.Limited"/>; null when no agent ran it.</summary>
    public AgentAnswer? Answer { get; }

    private static string Advice(UsageRefusal refusal) => refusal.FreesAt is { } time ? $"Wait until {time:u}, or raise the limit." : "Raise the limit to go on.";
}
