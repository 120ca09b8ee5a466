using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The model call that made a message, with exactly what it was shown. Rebuilt from the log.</summary>
public sealed record Explanation
{
    /// <summary>Gets the position of the call's entry.</summary>
    public required Position Position { get; init; }

    /// <summary>Gets the recorded model call: model, usage, duration, finish reason.</summary>
    public required ModelCall Call { get; init; }

    /// <summary>Gets the agent that called; null when it is not known.</summary>
    public string? Agent { get; init; }

    /// <summary>Gets the messages, as they were sent.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Gets the instructions; null for none, and where <see cref="Missing"/> says so.</summary>
    public string? Instructions { get; init; }

    /// <summary>Gets the tools' declarations, a JSON array of name, description and parameters; null for none, and where <see cref="Missing"/> says so.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Gets a value that indicates whether some of what was sent was pruned since, and is missing from <see cref="Messages"/>.</summary>
    public bool IsPruned { get; init; }

    /// <summary>Gets a sentence for each part of the call that is lost or damaged, with positions. Empty when everything can be read, or was pruned.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Gets the other options of the call; null for none.</summary>
    public JsonElement? Options { get; init; }
}
