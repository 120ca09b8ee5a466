using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>One thing that a context provider added to a run: instructions, a message, or a tool.</summary>
/// <param name="Source">The name of the provider.</param>
public sealed record ContextAddition(string Source)
{
    /// <summary>Gets the instructions; null when it is something else.</summary>
    public string? Instructions { get; init; }

    /// <summary>Gets the message; null when it is something else.</summary>
    public ChatMessage? Message { get; init; }

    /// <summary>Gets the tool; null when it is something else.</summary>
    public AITool? Tool { get; init; }

    /// <summary>Gets a value that indicates whether it is history that a <see cref="HistoryProvider"/> loaded in place of the session's own.</summary>
    public bool IsHistory { get; init; }
}
