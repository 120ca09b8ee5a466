using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>A turn that waits for a person while the conversation goes on behind it: each of its calls that waits has a placeholder as its result.</summary>
internal sealed record DeferredTurn
{
    /// <summary>The start of the turn.</summary>
    [JsonPropertyName("turn")]
    public required Position TurnStart { get; init; }

    /// <summary>The branch on which it waits, and alone can be answered.</summary>
    public required string Branch { get; init; }

    /// <summary>The last entry of the turn before the placeholders.</summary>
    public required Position End { get; init; }

    /// <summary>The calls that wait, in the order in which the model made them.</summary>
    public required IReadOnlyList<DeferredCall> Calls { get; init; }

    /// <summary>The answers that were given since, in order.</summary>
    public IReadOnlyList<Position> Answers { get; init; } = [];
}

/// <summary>A call that waits for a person behind newer turns.</summary>
internal sealed record DeferredCall
{
    /// <summary>Its place among the calls of the turn that had no result, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The message that stands as its result.</summary>
    public required Position Placeholder { get; init; }
}
