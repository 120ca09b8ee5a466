using System.Text.Json.Serialization;

namespace Colloquy;

/// <summary>The stored JSON form of <see cref="ActiveAgent"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActiveAgentState))]
internal sealed partial class ActiveAgentStateJson : JsonSerializerContext;
