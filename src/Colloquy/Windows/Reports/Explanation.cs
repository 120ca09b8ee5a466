using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The model call that made a message, with exactly what it was shown. Rebuilt from the log.</summary>
public sealed record Explanation
{
    /// <summary>The position of the call's entry.</summary>
    public required Position Position { get; init; }

    /// <summary>What the log tells of the call: model, usage, duration, how it ended.</summary>
    public required ModelCall Call { get; init; }

    /// <summary>The agent that called; null when it is not known.</summary>
    public string? Agent { get; init; }

    /// <summary>The messages, as they were sent.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The instructions; null for none, and where <see cref="Missing"/> says so.</summary>
    public string? Instructions { get; init; }

    /// <summary>The tools' declarations, a JSON array of name, description and parameters; null for none, and where <see cref="Missing"/> says so.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Whether some of what was sent was pruned since, and is missing from <see cref="Messages"/>.</summary>
    public bool IsPruned { get; init; }

    /// <summary>What of the call cannot be told any more, since it is lost or damaged: a sentence each, with positions. Empty when all is here, or was pruned.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The other options of the call; null for none.</summary>
    public JsonElement? Options { get; init; }
}
