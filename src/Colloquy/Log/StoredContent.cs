using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Content whose stored name this process does not know: written by a later version, or by a program that registers more types. Kept as it is.</summary>
/// <param name="raw">The stored JSON.</param>
public sealed class UnknownContent(JsonElement raw) : AIContent
{
    /// <summary>The stored JSON.</summary>
    public JsonElement Raw { get; } = raw;

    /// <summary>The name under which the content is stored; null when it has none.</summary>
    public string? StoredName => Raw.TryGetProperty("$type", out var type) ? type.GetString() : null;
}

/// <summary>Stands in a stored message for content that is kept beside the log; readers of messages never see it.</summary>
internal sealed class BlobContent : AIContent
{
    public required Digest Hash { get; init; }

    public string? MediaType { get; init; }

    public string? Name { get; init; }
}
