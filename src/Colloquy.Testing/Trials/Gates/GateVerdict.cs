namespace Colloquy.Testing;

/// <summary>Specifies whether a threshold of a gate is met.</summary>
public enum GateOutcome
{
    /// <summary>The threshold is met.</summary>
    Met = 0,

    /// <summary>The threshold is missed.</summary>
    Missed = 1,

    /// <summary>The results do not show it.</summary>
    Undecided = 2,
}

/// <summary>Represents the verdict on one threshold of a gate.</summary>
public sealed record GateVerdict
{
    /// <summary>Gets the name of the conversation, with its variant; null for all together.</summary>
    public string? Conversation { get; init; }

    /// <summary>Gets the name of the threshold, as the gate file has it.</summary>
    public required string Threshold { get; init; }

    /// <summary>Gets the outcome.</summary>
    public required GateOutcome Outcome { get; init; }

    /// <summary>Gets what was measured and what was required, as a sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>Returns the outcome and the sentence.</summary>
    public override string ToString() => $"{Outcome.ToString().ToLowerInvariant()}: {Sentence}";
}
