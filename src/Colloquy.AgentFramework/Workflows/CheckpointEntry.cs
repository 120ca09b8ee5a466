using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colloquy.AgentFramework;

/// <summary>The entry of a checkpoint in the session's state.</summary>
/// <param name="Position">The position of the message that holds it.</param>
/// <param name="Parent">The checkpoint that it follows; null for none.</param>
internal sealed record CheckpointEntry(long Position, string? Parent);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CheckpointEntry))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
