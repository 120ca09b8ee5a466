namespace Colloquy.Hosting;

/// <summary>What configuration sets of an agent. Null where the section does not have the key.</summary>
internal sealed class AgentSettings
{
    public string? Model { get; set; }

    public string? Instructions { get; set; }

    public RunLimits? Limits { get; set; }

    public TimeSpan? ApprovalExpiry { get; set; }

    public Durability? Durability { get; set; }

    public bool? ParallelTools { get; set; }

    public bool? IncludeDetailedErrors { get; set; }

    /// <summary>Copies limits, which several agents may share in code.</summary>
    public static RunLimits Copy(RunLimits limits) => new()
    {
        Steps = limits.Steps,
        Handoffs = limits.Handoffs,
        Depth = limits.Depth,
        Time = limits.Time,
        Grace = limits.Grace,
        Tokens = limits.Tokens,
        AnswerCharacters = limits.AnswerCharacters,
        ResultCharacters = limits.ResultCharacters,
    };
}
