namespace Colloquy.Testing;

/// <summary>Something that an answer says was done.</summary>
internal sealed record Claim
{
    /// <summary>The sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>The word that claims it.</summary>
    public required string Word { get; init; }

    /// <summary>The tools of which one must have been called; empty when no tool does this; null for a claim that says no more than that something is done.</summary>
    public required IReadOnlyList<ClaimedTool>? Tools { get; init; }

    /// <summary>The amount; null when none is named.</summary>
    public NumberValue? Amount { get; init; }

    /// <summary>The part of the sentence, with what comes after it.</summary>
    public required string Text { get; init; }

    /// <summary>Whether the answer says who did it: 'I' or 'we'. What it says without may be a record of the past that a tool returned.</summary>
    public required bool IsOwn { get; init; }
}
