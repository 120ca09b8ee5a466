using Microsoft.Extensions.AI;

namespace Colloquy.Extensibility;

/// <summary>Represents an addition of a context provider to a run: instructions, a message, or a tool.</summary>
/// <param name="Source">The name of the provider.</param>
public sealed record ContextAddition(string Source)
{
    /// <summary>Gets the instructions; null for an addition of another kind.</summary>
    public string? Instructions { get; init; }

    /// <summary>Gets the message; null for an addition of another kind.</summary>
    public ChatMessage? Message { get; init; }

    /// <summary>Gets the tool; null for an addition of another kind.</summary>
    public AITool? Tool { get; init; }

    /// <summary>Gets a value that indicates whether the message is history that a <see cref="HistoryProvider"/> loaded in place of the session's own.</summary>
    public bool IsHistory { get; init; }
}
