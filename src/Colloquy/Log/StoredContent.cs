using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Extensibility;

/// <summary>Represents content with a stored name that this process does not know, because a later version or a program with more registered types wrote it. It is stored and shown as it is.</summary>
/// <param name="raw">The stored JSON.</param>
public sealed class UnknownContent(JsonElement raw) : AIContent
{
    /// <summary>Gets the stored JSON.</summary>
    public JsonElement Raw { get; } = raw;

    /// <summary>Gets the name under which the content is stored; null when it has none.</summary>
    public string? StoredName => Raw.TryGetProperty("$type", out var type) ? type.GetString() : null;
}

/// <summary>Stands in a stored message for content that is kept beside the log; readers of messages never see it.</summary>
internal sealed class BlobContent : AIContent
{
    public required Digest Hash { get; init; }

    public string? MediaType { get; init; }

    public string? Name { get; init; }
}
