namespace Colloquy.Testing;

/// <summary>Represents numbers of tokens, as services reported them.</summary>
public sealed record TokenCounts
{
    /// <summary>Gets the number of input tokens, cached ones among them.</summary>
    public long Input { get; init; }

    /// <summary>Gets the number of output tokens, reasoning among them.</summary>
    public long Output { get; init; }

    /// <summary>Gets the number of input tokens that were read from the service's cache.</summary>
    public long CachedInput { get; init; }

    /// <summary>Gets the number of output tokens that were spent on reasoning.</summary>
    public long Reasoning { get; init; }

    /// <summary>Gets the number of all tokens.</summary>
    public long Total => Input + Output;

    internal static TokenCounts Of(UsageDetails? usage) => new()
    {
        Input = usage?.InputTokenCount ?? 0,
        Output = usage?.OutputTokenCount ?? 0,
        CachedInput = usage?.CachedInputTokenCount ?? 0,
        Reasoning = usage?.ReasoningTokenCount ?? 0,
    };

    internal static TokenCounts Sum(IEnumerable<TokenCounts> counts) => counts.Aggregate(new TokenCounts(), (sum, one) => new TokenCounts
    {
        Input = sum.Input + one.Input,
        Output = sum.Output + one.Output,
        CachedInput = sum.CachedInput + one.CachedInput,
        Reasoning = sum.Reasoning + one.Reasoning,
    });
}
