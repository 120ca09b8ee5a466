using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents the model call that made a message, with exactly what the model was shown, rebuilt from the log.</summary>
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

    /// <summary>Gets the instructions; null for none, and when <see cref="Missing"/> reports their loss.</summary>
    public string? Instructions { get; init; }

    /// <summary>Gets the tools' declarations, a JSON array of name, description and parameters; null for none, and when <see cref="Missing"/> reports their loss.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Gets a value that indicates whether messages that were sent have been pruned, and are missing from <see cref="Messages"/>.</summary>
    public bool IsPruned { get; init; }

    /// <summary>Gets a sentence for each part of the call that is lost or damaged, with positions. Empty when everything can be read, or was pruned.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Gets the other options of the call; null for none.</summary>
    public JsonElement? Options { get; init; }
}
